import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv, type Plugin } from 'vite';
import { contentSecurityPolicy } from './signaling/csp.ts';

/** The same policy as the service's header, for hosts that send none. */
function metaPolicy(signalingUrl: string | undefined): Plugin {
  // With no address built in, `config.json` may name any service.
  const origins = signalingUrl === undefined ? ['http:', 'https:', 'ws:', 'wss:'] : originsOf(signalingUrl);
  const content = contentSecurityPolicy('meta', origins);
  return {
    name: 'meta-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content },
        injectTo: 'head-prepend',
      },
    ],
  };
}

function originsOf(url: string): string[] {
  const { origin } = new URL(url);
  return [origin, origin.replace(/^http/, 'ws')];
}

/** Writes what compresses well a second and a third time, so that the service has only to choose. */
function precompressed(): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle).filter((file) => /\.(?:js|css|html)$/.test(file))) {
        const path = join(dir, name);
        const content = await readFile(path);
        await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
        await writeFile(`${path}.br`, brotliCompressSync(content));
      }
    },
  };
}

/** Version and commit, so that two players can see that they run different builds. `COMMIT` names it where there is no git. */
function buildName(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
  const commit = process.env['COMMIT']?.slice(0, 7) || headOfRepository();
  return commit === null ? version : `${version}+${commit}`;
}

function headOfRepository(): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return null;
  }
}

export default defineConfig(({ mode }) => {
  const signalingUrl = loadEnv(mode, '.')['VITE_SIGNALING_URL'];
  return {
    root: 'app',
    // Relative, so that the built folder works under any path of any host.
    base: './',
    envDir: '..',
    plugins: [react(), metaPolicy(signalingUrl), precompressed()],
    define: { __BUILD__: JSON.stringify(buildName()) },
    build: {
      outDir: '../dist',
      emptyOutDir: true,
      target: 'es2022',
      // Nothing inlined as data: the policy allows no inline script or style.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: {
      proxy: {
        '/peerjs': { target: `http://127.0.0.1:${process.env['PORT'] ?? '9000'}`, ws: true },
      },
    },
  };
});
