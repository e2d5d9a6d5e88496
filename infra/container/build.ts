/** Runs the steps of a Dockerfile without Docker: each stage is a folder, with what its base image would bring. */
import { execFile } from 'node:child_process';
import { cpSync, linkSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Instruction, Stage } from './dockerfile.ts';

/** Longest time for one RUN, ms: packages are installed, on a slow machine over a slow line. */
const RUN_TIMEOUT_MS = 280_000;

/** What remains of a stage besides its files. */
export interface Image {
  /** The folder that would be `/`. */
  readonly root: string;
  readonly workdir: string;
  /** What RUN has beside `env`, and a container has not. */
  readonly args: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface BuildOptions {
  readonly stages: readonly Stage[];
  /** The build's context, already without what is ignored. */
  readonly context: string;
  /** An empty folder to build in. */
  readonly folder: string;
}

/** Builds all stages, those at once that need nothing of each other, as BuildKit does. */
export async function build({ stages, context, folder }: BuildOptions): Promise<Image> {
  const node = join(folder, 'node');
  cpSync(process.execPath, node);
  const images = new Map<string, Promise<Image>>();
  const rootOf = async (name: string): Promise<string> => {
    const image = images.get(name);
    if (image === undefined) throw new Error(`no stage before this one is called ${JSON.stringify(name)}`);
    return (await image).root;
  };
  let last: Promise<Image> | null = null;
  for (const [index, stage] of stages.entries()) {
    const root = join(folder, `stage-${index}`);
    last = buildStage({ stage, root, node, source: (from) => (from === null ? context : rootOf(from)) });
    images.set(stage.name, last);
  }
  // One that fails is told by the first, and the others are not left running.
  await Promise.allSettled(images.values());
  if (last === null) throw new Error('the Dockerfile has no stages');
  return last;
}

interface StageBuild {
  readonly stage: Stage;
  readonly root: string;
  /** The program that an image of Node brings. */
  readonly node: string;
  /** Where COPY finds its files. */
  readonly source: (from: string | null) => string | Promise<string>;
}

async function buildStage({ stage, root, node, source }: StageBuild): Promise<Image> {
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  // The other one, of the last stage, brings libraries only, which are this system's here.
  if (stage.base.startsWith('node:')) linkSync(node, join(root, 'usr/local/bin/node'));
  let image: Image = {
    root,
    workdir: '/',
    args: {},
    env: {},
    user: { uid: 0, gid: 0 },
    entrypoint: [],
    healthcheck: [],
    labels: {},
  };
  for (const instruction of stage.instructions) {
    try {
      image = await step(image, instruction, source);
    } catch (error) {
      throw new Error(`Dockerfile, line ${instruction.line} failed: ${describe(error)}`, { cause: error });
    }
  }
  return image;
}

async function step(image: Image, instruction: Instruction, source: StageBuild['source']): Promise<Image> {
  switch (instruction.kind) {
    case 'expose':
      return image;
    case 'arg':
      return { ...image, args: { ...image.args, [instruction.name]: instruction.value } };
    case 'copy': {
      const from = await source(instruction.from);
      for (const path of instruction.sources) copy(from, path, image, instruction.to);
      return image;
    }
    case 'run':
      await run(image, instruction.command);
      return image;
    case 'workdir':
      mkdirSync(join(image.root, instruction.path), { recursive: true });
      return { ...image, workdir: instruction.path };
    case 'env':
      return { ...image, env: { ...image.env, ...instruction.values } };
    case 'label':
      return { ...image, labels: { ...image.labels, ...instruction.values } };
    case 'user':
      return { ...image, user: instruction };
    case 'entrypoint':
    case 'healthcheck':
      return { ...image, [instruction.kind]: instruction.argv };
  }
}

/** As Docker does it: a folder's content goes into the destination, a file into it when that ends in a slash. */
function copy(from: string, path: string, { root, workdir }: Image, to: string): void {
  const source = join(from, path);
  const target = join(root, resolve(workdir, to));
  const isInto = to.endsWith('/') && !statSync(source).isDirectory();
  const destination = isInto ? join(target, basename(path)) : target;
  mkdirSync(dirname(destination), { recursive: true });
  cpSync(source, destination, { recursive: true, verbatimSymlinks: true });
}

/** What npm needs of this machine to reach its registry; what else is set here, the image does not have. */
const FROM_OUTSIDE =
  /^(?:HOME|npm_config_(?:registry|cache|userconfig)|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i;

async function run({ root, workdir, args, env }: Image, command: string): Promise<void> {
  const outside = Object.entries(process.env).filter(([name]) => FROM_OUTSIDE.test(name));
  await promisify(execFile)('/bin/sh', ['-c', command], {
    cwd: join(root, workdir),
    timeout: RUN_TIMEOUT_MS,
    maxBuffer: 16 * 1024 * 1024,
    env: {
      ...Object.fromEntries(outside),
      PATH: `${join(root, 'usr/local/bin')}:${process.env['PATH']}`,
      // What is here already need not be asked for again.
      npm_config_prefer_offline: 'true',
      ...args,
      ...env,
    },
  });
}

/** What a command said is worth more than that it failed. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = 'stderr' in error ? String(error.stderr).trim() : '';
  return `${error.message}\n${stderr}`;
}
