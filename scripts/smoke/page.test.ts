import { expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../signaling/csp.ts';
import { checkHsts, checkPolicy } from './page.ts';

function answer(url: string, headers: Readonly<Record<string, string>>, html = '') {
  return { url: new URL(url), status: 200, headers: new Headers(headers), html };
}

const YEAR = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' };

test.each([
  ['https://game.example/', YEAR, 'pass'],
  ['https://game.example/', {}, 'fail'],
  ['https://game.example/', { 'strict-transport-security': 'max-age=0' }, 'fail'],
  // Browsers have these domains in their lists.
  ['https://signaling-abc-ew.a.run.app/', {}, 'pass'],
  ['https://app.example/', {}, 'fail'],
  // For these no browser would keep it.
  ['https://192.0.2.1/', {}, 'skip'],
  ['https://[2001:db8::1]:8443/', {}, 'skip'],
  ['https://localhost/', {}, 'skip'],
  ['http://game.example/', YEAR, 'skip'],
] as const)('HSTS at %s with %j: %s', (url, headers, type) => {
  expect(checkHsts(answer(url, headers)).type).toBe(type);
});

const sending = (policy: string) =>
  checkPolicy(answer('https://game.example/', { 'content-security-policy': policy }));

test('the policy of the service passes, and so does one with more places to reach', () => {
  expect(sending(contentSecurityPolicy('header')).type).toBe('pass');
  expect(
    sending(contentSecurityPolicy('header', ['https://signal.example', 'wss://signal.example'])).type,
  ).toBe('pass');
});

test.each([
  ['no frame-ancestors', contentSecurityPolicy('meta'), 'frame-ancestors'],
  ['a default that lets all in', contentSecurityPolicy('header').replace("'none'", '*'), 'default-src'],
  [
    'inline scripts',
    contentSecurityPolicy('header').replace("script-src 'self'", "script-src 'unsafe-inline'"),
    'unsafe',
  ],
])('a policy with %s does not', (_what, policy, part) => {
  expect(sending(policy)).toMatchObject({ type: 'fail', why: expect.stringContaining(part) });
});

test('a policy in the page alone does not keep it out of frames', () => {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy('meta')}" />`;
  expect(checkPolicy(answer('https://game.example/', {}, meta))).toMatchObject({
    type: 'fail',
    todo: expect.stringContaining("frame-ancestors 'none'"),
  });
});
