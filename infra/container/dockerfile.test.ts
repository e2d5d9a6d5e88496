import { describe, expect, test } from 'vitest';
import { readIgnore } from './context.ts';
import { parseDockerfile } from './dockerfile.ts';

describe('a Dockerfile', () => {
  test('is read step by step, with its variables, stages and long lines', () => {
    const stages = parseDockerfile(`
# comment
ARG NODE=node:1.2.3
FROM $NODE AS packages
WORKDIR /app
RUN npm ci \\
    --omit=dev && echo $HOME

FROM scratch
ARG COMMIT=abc
LABEL a.b="x y" c=\${COMMIT}
COPY --from=packages /app/node_modules ./node_modules
USER 1:2
`);
    expect(stages).toEqual([
      {
        name: 'packages',
        base: 'node:1.2.3',
        instructions: [
          { line: 5, kind: 'workdir', path: '/app' },
          { line: 6, kind: 'run', command: 'npm ci  --omit=dev && echo $HOME' },
        ],
      },
      {
        name: '',
        base: 'scratch',
        instructions: [
          { line: 10, kind: 'arg', name: 'COMMIT', value: 'abc' },
          { line: 11, kind: 'label', values: { 'a.b': 'x y', c: 'abc' } },
          { line: 12, kind: 'copy', from: 'packages', sources: ['/app/node_modules'], to: './node_modules' },
          { line: 13, kind: 'user', uid: 1, gid: 2 },
        ],
      },
    ]);
  });

  test.each([
    'VOLUME /data',
    'ENTRYPOINT node main.ts',
    'HEALTHCHECK NONE',
    'COPY --chown=1 a b',
    'COPY a*.json b',
    'COPY a',
    'RUN --mount=type=cache,target=/root npm ci',
    'USER node',
    'WORKDIR app',
    'LABEL a',
    'run npm ci',
    'RUN npm ci \\',
  ])('with %j is refused: a step that is not run proves nothing', (step) => {
    expect(() => parseDockerfile(`FROM scratch\n${step}`)).toThrow(/^Dockerfile, line 2: /);
  });

  test('whose steps come before any image is refused', () => {
    expect(() => parseDockerfile('RUN npm ci')).toThrow('line 1');
  });
});

describe('.dockerignore', () => {
  const isIgnored = readIgnore('*\n# comment\n!app\n!package.json\n**/*.test.ts\n**/.env*\napp/fuzz\n');
  test.each([
    ['package.json', false],
    ['app', false],
    ['app/main.ts', false],
    ['app/ui/deep/er.ts', false],
    ['app/main.test.ts', true],
    ['app/ui/deep/er.test.ts', true],
    ['app/.env.local', true],
    ['app/fuzz/corpus/a.txt', true],
    ['app/fuzzy.ts', false],
    ['.env', true],
    ['package.jsonx', true],
    ['application', true],
    ['node_modules/app', true],
  ])('%s: ignored is %s', (path, ignored) => {
    expect(isIgnored(path)).toBe(ignored);
  });
});
