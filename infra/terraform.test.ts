/**
 * Everything under `infra/` that Terraform reads: formatted, valid, planned and tested, each example and each module, and
 * wrong input refused with a sentence. Nothing here has an account: tests mock what Google would answer.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, describe, expect, test } from 'vitest';
import { createAuthority } from '../signaling/testing/authority.ts';
import { readConfig } from '../signaling/config/index.ts';
import { startPeerJs } from './terraform/peerjs.ts';
import { REFUSALS } from './terraform/refusals.ts';
import { readVerdict, type Verdict } from './terraform/verdict.ts';
import { INFRA, MISSING, modulesWithTests, openWorkspace, PROVIDER } from './terraform/workspace.ts';

/** ms; in the real case providers are downloaded first. */
const PATIENCE = { timeout: 10 * 60_000 };
const PROJECT = ['-var', 'project_id=my-game-1234'];
const EXAMPLES = readdirSync(join(INFRA, 'examples'));

if (MISSING !== null) process.stderr.write(`${MISSING}\n`);

describe.skipIf(MISSING !== null).concurrent('Terraform', PATIENCE, () => {
  const infra = openWorkspace();
  afterAll(() => {
    infra.remove();
  });

  async function verdictOf(folder: string, ...args: readonly string[]): Promise<Verdict> {
    const { text } = await infra.run(folder, 'test', '-json', ...args);
    return readVerdict(text);
  }

  test('every file is formatted', async () => {
    const { text } = await infra.run('.', 'fmt', '-check', '-recursive', '-no-color', INFRA);
    expect(text).toBe('');
  });

  test.each(['.', 'bootstrap'])('%s and its modules are valid', async (folder) => {
    const { text } = await infra.run(folder, 'validate', '-json');
    // A newer version of the real one may find something old-fashioned: no reason to fail on that very day.
    const warnings = PROVIDER === 'offline' ? { warning_count: 0 } : {};
    expect(JSON.parse(text)).toMatchObject({ valid: true, error_count: 0, ...warnings });
  });

  test.runIf(PROVIDER === 'offline').each(EXAMPLES)('%s has a plan', async (example) => {
    const file = `-var-file=examples/${example}/terraform.tfvars`;
    const { ok, text } = await infra.run('.', 'plan', '-lock=false', '-no-color', file, ...PROJECT);
    expect(text).toMatch(/Plan: [1-9]\d* to add, 0 to change, 0 to destroy/);
    expect(ok, text).toBe(true);
  });

  test.runIf(PROVIDER === 'offline')('bootstrap has a plan, also with a way in for GitHub', async () => {
    const { ok, text } = await infra.run(
      'bootstrap',
      'plan',
      '-no-color',
      ...PROJECT,
      '-var',
      'github_repository=a/b',
    );
    expect(text).toContain('GCP_WORKLOAD_IDENTITY_PROVIDER');
    expect(ok, text).toBe(true);
  });

  test.each(EXAMPLES)(
    '%s does what it is there for, with settings that the service understands',
    async (example) => {
      const file = `-var-file=examples/${example}/terraform.tfvars`;
      const verdict = await verdictOf(
        '.',
        '-verbose',
        `-test-directory=examples/${example}`,
        file,
        ...PROJECT,
      );
      expect(verdict).toMatchObject({ problems: [], failed: 0 });
      expect(verdict.passed).toBeGreaterThan(0);
      const environment = Object.entries(verdict.container?.environment ?? {}).map(
        ([name, value]) => [name, value ?? LATER[name]] as const,
      );
      expect(environment.length).toBeGreaterThan(5);
      expect(readConfig(Object.fromEntries(environment), () => true)).toMatchObject({
        ok: true,
        config: { trustProxy: 1, requireWss: true, key: 'peerjs' },
      });
    },
  );

  test('the stock peerjs-server starts with the arguments that it is given', async () => {
    const { problems, container } = await verdictOf('.', '-verbose', '-test-directory=tests/stock');
    expect(problems).toEqual([]);
    const server = await startPeerJs(container?.args ?? []);
    try {
      const answer = await fetch(`${server.origin}/my-key/id`, {
        headers: { origin: 'https://example.org' },
      });
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://example.org');
      expect(await answer.text()).toMatch(/^[0-9a-f-]{36}$/);
      expect((await fetch(server.origin)).status).toBe(200);
    } finally {
      server.stop();
    }
  });

  test.each(['.', 'bootstrap', ...modulesWithTests()])('%s does what its tests say', async (folder) => {
    const verdict = await verdictOf(folder);
    expect(verdict).toMatchObject({ problems: [], failed: 0 });
    expect(verdict.passed).toBeGreaterThan(0);
  });

  test('wrong input is refused at plan time, with a sentence', async () => {
    const folder = 'refused';
    mkdirSync(join(infra.path, folder));
    for (const [index, { variables }] of REFUSALS.entries()) {
      writeFileSync(join(infra.path, folder, `${index}.tftest.hcl`), planWith(variables));
    }
    const verdict = await verdictOf('.', `-test-directory=${folder}`, ...PROJECT);
    expect(verdict.passed).toBe(0);
    for (const [index, { sentences }] of REFUSALS.entries()) {
      const texts = verdict.problems
        .filter(({ file }) => file.endsWith(`/${index}.tftest.hcl`))
        .map(({ text }) => text);
      expect(texts).toHaveLength(sentences.length);
      for (const sentence of sentences) expect(texts.join('\n')).toContain(sentence);
    }
  });

  test.runIf(PROVIDER === 'offline')(
    'all steps at once are applied, tell no secret, and are then done',
    async () => {
      const all = openWorkspace();
      try {
        const applied = await all.run('.', 'apply', '-auto-approve', '-no-color', ...PROJECT, ...EVERYTHING);
        expect(applied.ok, applied.text).toBe(true);
        const secrets = secretsIn(readFileSync(join(all.path, 'terraform.tfstate'), 'utf8'));
        expect(secrets.length).toBeGreaterThanOrEqual(5);
        const outputs = await all.run('.', 'output', '-json');
        for (const secret of secrets) expect(applied.text + outputs.text).not.toContain(secret);
        const again = await all.run('.', 'plan', '-no-color', ...PROJECT, ...EVERYTHING);
        expect(again.text).toContain('No changes.');
      } finally {
        all.remove();
      }
    },
  );

  test.runIf(PROVIDER === 'offline')(
    'the next major version of the provider knows the same arguments',
    async () => {
      const next = openWorkspace(['google=7.12.0']);
      try {
        for (const folder of ['.', 'bootstrap']) {
          const { text } = await next.run(folder, 'validate', '-json');
          expect(JSON.parse(text)).toMatchObject({ valid: true, diagnostics: [] });
        }
      } finally {
        next.remove();
      }
    },
  );
});

const EVERYTHING = `
  scale_out=true turn=true turn_domain=turn.example.org static_site=bucket site_domain=play.example.org hard_stop=true
  domain=game.example.org alert_email=me@example.org ticket_key_generation=2
`
  .trim()
  .split(/\s+/)
  .flatMap((setting) => ['-var', setting]);

const State = v.object({
  resources: v.array(
    v.object({
      type: v.string(),
      instances: v.array(v.object({ attributes: v.record(v.string(), v.unknown()) })),
    }),
  ),
});

/** Values of all secrets in a state. */
function secretsIn(state: string): readonly string[] {
  return v
    .parse(State, JSON.parse(state))
    .resources.filter(({ type }) => type === 'google_secret_manager_secret_version')
    .flatMap(({ instances }) =>
      instances.map(({ attributes }) => v.parse(v.string(), attributes['secret_data'])),
    );
}

/** What is only known once it is made, or comes from Secret Manager. */
const SECRET = 'a-secret-of-forty-eight-characters-from-a-vault';
const LATER: Readonly<Record<string, string>> = {
  METRICS_TOKEN: SECRET,
  TICKET_SECRET: SECRET,
  TURN_SECRET: SECRET,
  REDIS_PASSWORD: 'ddcd5b5c-2a1e-4a5e-9a1c-1d7c6a1f0a11',
  REDIS_URL: 'rediss://10.20.0.3:6378',
  REDIS_CA: (await createAuthority('Redis')).cert,
  STUN_URLS: 'stun:192.0.2.1:3478',
  TURN_URLS: 'turn:192.0.2.1:3478?transport=udp,turn:192.0.2.1:3478?transport=tcp',
};

function planWith(variables: string): string {
  return `
mock_provider "google" {
  source = "./tests/mocks"
}
mock_provider "random" {}
mock_provider "time" {}

run "is_refused" {
  command = plan

  variables {
    ${variables}
  }
}
`;
}
