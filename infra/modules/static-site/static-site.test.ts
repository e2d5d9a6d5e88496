import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { contentSecurityPolicy } from '../../../signaling/csp.ts';
import { startService } from '../../../signaling/testing/service.ts';
import { evaluate, hasTerraform } from '../../terraform/console.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What a service that serves the page sends with each kind of file. */
async function served(path: string): Promise<Headers> {
  const root = await mkdtemp(join(tmpdir(), 'client-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'assets'));
  for (const file of ['index.html', 'config.json', 'assets/main-abc123.js']) {
    await writeFile(join(root, file), '{}');
  }
  // As on Cloud Run, which has the certificate: browsers are told to come by HTTPS.
  const { url } = await startService({ clientDir: root, trustProxy: 1, requireWss: true });
  const response = await fetch(new URL(path, url));
  expect(response.status).toBe(200);
  return response.headers;
}

test('the bucket sends the security headers that the service sends, and the same ones', async () => {
  const headers = await served('/');
  // All that the service sends and that is not about this one answer.
  const own =
    /^(?:accept-ranges|cache-control|connection|content-(?:length|type)|date|etag|keep-alive|last-modified|vary|x-request-id)$/;
  const expected = Object.fromEntries([...headers].filter(([name]) => !own.test(name)));
  expect(JSON.parse(readFileSync(here('security-headers.json'), 'utf8'))).toEqual(expected);
});

test.skipIf(!hasTerraform)(
  'the policy also lets the page reach the service (skipped without terraform)',
  () => {
    const scope = {
      files: ['variables.tf', 'headers.tf', 'security-headers.json'].map(here),
      variables: {
        project_id: 'example-project',
        domain: 'play.example.org',
        signaling_url: 'https://signal.example.org:8443/base',
      },
    };
    expect(evaluate('local.security_headers["content-security-policy"]', scope)).toBe(
      contentSecurityPolicy('header', ['https://signal.example.org:8443', 'wss://signal.example.org:8443']),
    );
  },
);

test.skipIf(!hasTerraform).each([
  ['assets', '/assets/main-abc123.js'],
  ['config', '/config.json'],
  ['rest', '/'],
])('browsers keep %s as long as those of the service (skipped without terraform)', async (kind, path) => {
  const scope = {
    files: ['variables.tf', 'headers.tf', 'security-headers.json'].map(here),
    variables: {
      project_id: 'example-project',
      domain: 'play.example.org',
      signaling_url: 'https://a.example',
    },
  };
  const headers = await served(path);
  expect(evaluate(`local.cache_control.${kind}`, scope)).toBe(headers.get('cache-control'));
});
