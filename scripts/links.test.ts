/** Every link from one file of the documentation to another leads somewhere. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const files = globSync('{*.md,{docs,infra,signaling}/**/*.md}', { cwd: ROOT });

/** Without what stands in code, where brackets are no links and `#` is no heading. */
function prose(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
    .replaceAll(/^ *```[\s\S]*?^ *```/gm, '')
    .replaceAll(/`[^`\n]*`\]/g, ']');
}

/** As GitHub makes them of headings. */
function anchorsOf(file: string): ReadonlySet<string> {
  const headings = [...prose(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function broken(file: string): readonly string[] {
  const links = [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    // Elsewhere; or a page that GitHub makes of the repository.
    if (/^(?:https?:|mailto:|\.\.\/\.\.\/actions\/)/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).has(anchor);
  });
}

test('there are files to look at, with links in them', () => {
  expect(files).toEqual(expect.arrayContaining(['README.md', join('docs', 'operations.md')]));
  expect(prose('README.md')).toContain('](docs/operations.md');
});

test.each(files)('%s has no link that leads nowhere', (file) => {
  expect(broken(file)).toEqual([]);
});
