import { describe, expect, test } from 'vitest';
import { readIgnore } from './context.ts';
import { parseDockerfile } from './dockerfile.ts';

describe('a Dockerfile', () => {
  test('is read step by step, with its variables, stages and long lines', () => {
    const stages = parseDockerfile(`
# comment
FROM node:1.2.3 AS node

FROM node AS packages
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
      { name: 'node', base: 'node:1.2.3', instructions: [] },
      {
        name: 'packages',
        base: 'node:1.2.3',
        instructions: [
          { line: 6, kind: 'workdir', path: '/app' },
          { line: 7, kind: 'run', command: 'npm ci  --omit=dev && echo $HOME' },
        ],
      },
      {
        name: '',
        base: 'scratch',
        instructions: [
          { line: 11, kind: 'arg', name: 'COMMIT', value: 'abc' },
          { line: 12, kind: 'label', values: { 'a.b': 'x y', c: 'abc' } },
          { line: 13, kind: 'copy', from: 'packages', sources: ['/app/node_modules'], to: './node_modules' },
          { line: 14, kind: 'user', uid: 1, gid: 2 },
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

  test.each([
    ['RUN npm ci', 'line 1'],
    // Dependabot would not see which image it is.
    ['ARG NODE=node:1.2.3\nFROM $NODE', 'line 1'],
    ['FROM $NODE', 'line 1'],
    ['FROM scratch AS a\nWORKDIR /a\nFROM a', 'line 3'],
  ])('with %j is refused: what it is built on has to be plain', (text, where) => {
    expect(() => parseDockerfile(text)).toThrow(where);
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
