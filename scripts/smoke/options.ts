/** What `npm run smoke` is asked for. */
import { parseArgs } from 'node:util';

export const USAGE = `npm run smoke -- URL [options]

Checks a deployed service from outside: health, page, ids, WebSockets, STUN and TURN, and whole games between two
browsers, directly and through the relay, where there is one to drive. Each line begins with pass, fail or skip; a fail says what to do.

  URL                the service, for instance https://game.example; with its PEERJS_PATH, if it has one
  --key KEY          its PEERJS_KEY (default: peerjs)
  --page URL|none    the page, where the service does not serve it itself; none: there is no page to check
  --no-browser       without the games between two browsers
  --timeout SECONDS  how long one check may take (default: 10; a game takes up to six times as long)
  --help

A service that lets in an outside issuer's tokens only: SMOKE_BEARER in the environment holds one, or two of two
users, with a space between. Each client goes online under the subject of its token.

Exit code: 0 when nothing failed, 1 when something did, 2 when the command makes no sense.`;

export interface SmokeOptions {
  /** With a slash at the end: the key's endpoints are below it. */
  readonly service: URL;
  readonly key: string;
  /** Null: there is none. */
  readonly page: URL | null;
  readonly browser: boolean;
  /** For one check, ms. */
  readonly timeoutMs: number;
  /** Tokens of an outside issuer. */
  readonly bearers: readonly string[];
}

export type ReadOptions =
  | { readonly type: 'options'; readonly options: SmokeOptions }
  | { readonly type: 'help' }
  /** One sentence. */
  | { readonly type: 'wrong'; readonly why: string };

const wrong = (why: string): ReadOptions => ({ type: 'wrong', why });

export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadOptions {
  const parsed = parse(args);
  if ('why' in parsed) return wrong(parsed.why);
  const { values, positionals } = parsed;
  if (values.help === true) return { type: 'help' };
  const [address, ...more] = positionals;
  if (address === undefined || more.length > 0) return wrong('Give the one URL of the service.');
  const service = readUrl(address);
  if (service === null) return wrong(`Not a URL with http:// or https://: ${address}`);
  if (!/^[\w-]{1,64}$/.test(values.key)) return wrong(`Not a key: ${values.key}`);
  const seconds = Number(values.timeout);
  if (!(seconds >= 1 && seconds <= 600)) return wrong('--timeout takes 1 to 600 seconds.');
  const page = readPage(values.page, service);
  if (page === undefined)
    return wrong(`--page takes a URL with http:// or https://, or none: ${values.page}`);
  const options: SmokeOptions = {
    service,
    key: values.key,
    page,
    browser: values['no-browser'] !== true,
    timeoutMs: seconds * 1_000,
    bearers: (env['SMOKE_BEARER'] ?? '').split(/\s+/).filter((token) => token !== ''),
  };
  return { type: 'options', options };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        key: { type: 'string', default: 'peerjs' },
        page: { type: 'string' },
        'no-browser': { type: 'boolean' },
        timeout: { type: 'string', default: '10' },
      },
    });
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

function readPage(given: string | undefined, service: URL): URL | null | undefined {
  if (given === undefined) return new URL('/', service);
  return given === 'none' ? null : (readUrl(given) ?? undefined);
}

/** With a slash at the end, and nothing after it. */
function readUrl(text: string): URL | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
