import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { INFRA } from './workspace.ts';

const read = (file: string): string => readFileSync(join(INFRA, file), 'utf8');

test('everything that the image is built of is uploaded, and it is said which files are ignored in the build', () => {
  const lines = read('.gcloudignore').split('\n');
  const copied = [...read('../signaling/Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
    .flatMap(([, sources = '']) => sources.split(' '))
    .map((source) => `!/${source}`);
  expect(copied.length).toBeGreaterThan(5);
  expect(lines).toEqual(expect.arrayContaining([...copied, '!/.dockerignore']));
  expect(lines).toContain('/*');
});

test('a build makes the tag that it was asked for, and the one that the plan looks up', () => {
  expect(parse(read('cloudbuild.yaml'))).toMatchObject({
    steps: [
      {
        args: [
          'build',
          '--file=signaling/Dockerfile',
          '--tag=${_IMAGE}:${_TAG}',
          '--tag=${_IMAGE}:latest',
          '.',
        ],
      },
    ],
    images: ['${_IMAGE}:${_TAG}', '${_IMAGE}:latest'],
    substitutions: { _TAG: 'unnamed' },
    // With an account of one's own, Cloud Build refuses to begin without it.
    options: { logging: 'CLOUD_LOGGING_ONLY' },
  });
  expect(read('main.tf')).toMatch(/image_name += "signaling:latest"/);
  expect(read('bootstrap/outputs.tf')).toContain('_IMAGE=${module.registry.repository}/signaling');
});
