import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guardFolder } from '../../signaling/testing/processes-left.ts';
import { build, type Image } from './build.ts';
import { filesIn } from './container.ts';
import { parseDockerfile } from './dockerfile.ts';

/** Builds of a context with `a.txt` and `folder/b.txt`. */
function buildOf(...steps: readonly string[]): Promise<Image> {
  const root = mkdtempSync(join(tmpdir(), 'build-'));
  guardFolder(root);
  const [context, folder] = [join(root, 'context'), join(root, 'stages')];
  mkdirSync(join(context, 'folder'), { recursive: true });
  mkdirSync(folder);
  writeFileSync(join(context, 'a.txt'), 'a');
  writeFileSync(join(context, 'folder', 'b.txt'), 'b');
  return build({ stages: parseDockerfile(steps.join('\n')), context, folder });
}

const textFiles = ({ root }: Image): readonly string[] =>
  [...filesIn(root).keys()].filter((path) => path.endsWith('.txt')).toSorted();

test('COPY puts the content of folders into a folder, and files into one that ends in a slash', async () => {
  const image = await buildOf(
    'FROM scratch',
    'WORKDIR /app',
    'COPY a.txt ./',
    'COPY folder ./inner',
    'COPY a.txt /c.txt',
  );
  expect(textFiles(image)).toEqual(['app/a.txt', 'app/inner/b.txt', 'c.txt']);
});

test('RUN has what was copied, the variables, and none of those of whoever runs the tests', async () => {
  const image = await buildOf(
    'FROM scratch AS first',
    'WORKDIR /app',
    'ARG WHEN=now',
    'ENV WHO=me',
    'COPY folder .',
    'RUN cat b.txt > d.txt; echo "$WHO $WHEN $VITEST" >> d.txt',
    'FROM scratch',
    'COPY --from=first /app/d.txt /d.txt',
  );
  expect(textFiles(image)).toEqual(['d.txt']);
  expect(readFileSync(join(image.root, 'd.txt'), 'utf8')).toBe('bme now \n');
});

test.each([
  ['RUN echo too bad >&2; exit 3', /line 2 failed: .*too bad/s],
  ['RUN cat a.txt', /line 2 failed: /],
  ['COPY missing.txt ./', /line 2 failed: /],
  ['COPY --from=nobody /a.txt ./', /no stage before this one is called "nobody"/],
])('%s fails, and says where and why', async (step, why) => {
  await expect(buildOf('FROM scratch', step)).rejects.toThrow(why);
});
