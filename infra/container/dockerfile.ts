/**
 * Reads a Dockerfile, strictly: what is not known here is refused, so that no step is passed over in silence.
 * Dockerfile reference: docs.docker.com/reference/dockerfile.
 */

export type Instruction = { readonly line: number } & (
  | { readonly kind: 'arg'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'copy';
      /** A stage; `null`: the build's context. */
      readonly from: string | null;
      readonly sources: readonly string[];
      readonly to: string;
    }
  | { readonly kind: 'entrypoint' | 'healthcheck'; readonly argv: readonly string[] }
  | { readonly kind: 'env' | 'label'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'expose'; readonly port: number }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'user'; readonly uid: number; readonly gid: number }
  | { readonly kind: 'workdir'; readonly path: string }
);

export interface Stage {
  /** As other stages call it; the last one has none. */
  readonly name: string;
  /** An image, for instance `node:24.21.0-trixie-slim`. */
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

type Variables = Readonly<Record<string, string>>;

/** @throws with the number of the line, for what Docker or this does not know */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { name: string; base: string; instructions: Instruction[] }[] = [];
  let variables: Record<string, string> = {};
  for (const { line, word, rest } of logicalLines(text)) {
    const stage = stages.at(-1);
    if (word === 'FROM') {
      const [image = '', as, name = '', ...more] = rest.split(/\s+/);
      if (image.includes('$') || more.length > 0 || (as !== undefined && as.toUpperCase() !== 'AS')) {
        throw unknown(line, rest);
      }
      stages.push({ name, base: baseOf(image, stages, line), instructions: [] });
      variables = {};
      continue;
    }
    if (stage === undefined) throw unknown(line, word);
    const instruction = readInstruction(word, word === 'RUN' ? rest : substitute(rest, variables), line);
    if (instruction.kind === 'env') Object.assign(variables, instruction.values);
    if (instruction.kind === 'arg') variables[instruction.name] = instruction.value;
    stage.instructions.push(instruction);
  }
  return stages;
}

/** An image; or a stage, if it does no more than to give an image a name. */
function baseOf(image: string, stages: readonly Stage[], line: number): string {
  const named = stages.find(({ name }) => name === image);
  if (named === undefined) return image;
  if (named.instructions.length > 0) throw unknown(line, image);
  return named.base;
}

/** Without comments, and with what goes on in the next line. */
function* logicalLines(text: string) {
  let joined = '';
  let first = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    const part = raw.trim();
    if (part === '' || part.startsWith('#')) continue;
    if (joined === '') first = index + 1;
    joined += part.replace(/\\$/, ' ');
    if (part.endsWith('\\')) continue;
    const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(joined) ?? [];
    yield { line: first, word, rest: rest.trim() };
    joined = '';
  }
  if (joined !== '') throw unknown(first, 'the end of the file');
}

function readInstruction(word: string, rest: string, line: number): Instruction {
  switch (word) {
    case 'ARG': {
      const [[name, value] = ['', '']] = Object.entries(pairs(rest, line));
      return { line, kind: 'arg', name, value };
    }
    case 'COPY':
      return readCopy(rest, line);
    case 'ENTRYPOINT':
      return { line, kind: 'entrypoint', argv: execForm(rest, line) };
    case 'ENV':
      return { line, kind: 'env', values: pairs(rest, line) };
    case 'EXPOSE':
      return { line, kind: 'expose', port: Number(rest) };
    case 'HEALTHCHECK': {
      const [, command] = /^(?:--\S+\s+)*CMD\s+(.*)$/.exec(rest) ?? [];
      if (command === undefined) throw unknown(line, rest);
      return { line, kind: 'healthcheck', argv: execForm(command, line) };
    }
    case 'LABEL':
      return { line, kind: 'label', values: pairs(rest, line) };
    case 'RUN':
      if (rest.startsWith('--') || rest.startsWith('[')) throw unknown(line, rest);
      return { line, kind: 'run', command: rest };
    case 'USER': {
      const [, uid, gid] = /^(\d+):(\d+)$/.exec(rest) ?? [];
      if (uid === undefined || gid === undefined) throw unknown(line, rest);
      return { line, kind: 'user', uid: Number(uid), gid: Number(gid) };
    }
    case 'WORKDIR':
      if (!rest.startsWith('/')) throw unknown(line, rest);
      return { line, kind: 'workdir', path: rest };
    default:
      throw unknown(line, word);
  }
}

function readCopy(rest: string, line: number): Instruction {
  const [, from = null, paths = ''] = /^(?:--from=(\S+)\s+)?(.*)$/.exec(rest) ?? [];
  const words = paths.split(/\s+/);
  const to = words.pop();
  if (to === undefined || words.length === 0 || /[*?[\]"]|^--|\s--/.test(paths)) throw unknown(line, rest);
  return { line, kind: 'copy', from, sources: words, to };
}

/** `a=1 b="2 3"` */
function pairs(text: string, line: number): Readonly<Record<string, string>> {
  const found = [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S*))(?:\s+|$)/g)];
  if (found.map(([whole]) => whole).join('') !== text || text === '') throw unknown(line, text);
  return Object.fromEntries(found.map(([, name = '', quoted, plain]) => [name, quoted ?? plain ?? '']));
}

/** Without a shell in between, which would keep signals to itself, and which the image does not have. */
function execForm(text: string, line: number): readonly string[] {
  const argv: unknown = text.startsWith('[') ? JSON.parse(text) : null;
  if (!Array.isArray(argv) || !argv.every((word) => typeof word === 'string')) throw unknown(line, text);
  return argv;
}

function substitute(text: string, variables: Variables): string {
  return text.replaceAll(/\$(?:(\w+)|\{(\w+)\})/g, (_, plain?: string, braced?: string) => {
    return variables[plain ?? braced ?? ''] ?? '';
  });
}

function unknown(line: number, what: string): Error {
  return new Error(`Dockerfile, line ${line}: ${JSON.stringify(what)} is not understood`);
}
