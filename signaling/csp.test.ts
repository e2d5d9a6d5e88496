import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './csp.ts';

test('scripts and styles come from the page alone, and nothing may be evaluated or framed', () => {
  const policy = contentSecurityPolicy('header').split('; ');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("style-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
});

test('the policy of a page has no directive that browsers ignore there', () => {
  expect(contentSecurityPolicy('meta')).not.toContain('frame-ancestors');
});

test('a service elsewhere can be reached, and nothing else is opened by that', () => {
  const elsewhere = contentSecurityPolicy('meta', ['https://signal.example', 'wss://signal.example']);
  expect(elsewhere).toContain("connect-src 'self' https://signal.example wss://signal.example;");
  expect(elsewhere.replace(' https://signal.example wss://signal.example', '')).toBe(
    contentSecurityPolicy('meta'),
  );
});
