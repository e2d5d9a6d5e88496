/** The page as a browser gets it: that it is there, with headers that keep it safe, and files that are kept or not. */
import { isIP } from 'node:net';
import { resolveAddress } from '../../app/net/address.ts';
import { fail, type Outcome, pass, skip } from './check.ts';

export interface FetchedPage {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

/** @throws when nothing answers */
export async function fetchPage(url: URL, signal: AbortSignal): Promise<FetchedPage> {
  const response = await fetch(url, { signal });
  const { status, headers } = response;
  return { url: new URL(response.url), status, headers, html: await response.text() };
}

export function checkHtml({ url, status, html, headers }: FetchedPage): Outcome {
  const todo =
    'Build the client and serve it there (`npm run build`, CLIENT_DIR), or say where it is: --page URL, or none.';
  if (status !== 200) return fail(`status ${status} at ${url.href}`, todo);
  const isPage = (headers.get('content-type') ?? '').startsWith('text/html') && html.includes('id="root"');
  return isPage ? pass() : fail('that is not the page of this game', todo);
}

/** The page brings a policy of its own, for hosts that send none; against framing only the header helps. */
export function checkPolicy({ html, headers }: FetchedPage): Outcome {
  const sent = headers.get('content-security-policy') ?? '';
  const policy = sent === '' && html.includes('http-equiv="Content-Security-Policy"') ? 'meta' : sent;
  if (policy === '') {
    return fail(
      'there is no content security policy',
      'Send the header Content-Security-Policy, as the service does.',
    );
  }
  if (policy === 'meta') {
    return fail(
      'only the page itself has a content security policy, which does not keep it out of frames',
      `Send the header Content-Security-Policy, at the least with frame-ancestors 'none'.`,
    );
  }
  const missing = ["default-src 'none'", "frame-ancestors 'none'"].filter((part) => !policy.includes(part));
  if (missing.length > 0) {
    return fail(
      `the content security policy lacks ${missing.join(' and ')}`,
      'Send the policy that the service sends.',
    );
  }
  return /'unsafe-(?:inline|eval)'/.test(policy)
    ? fail(
        'the content security policy allows unsafe-inline or unsafe-eval',
        'Take them out: the page needs neither.',
      )
    : pass();
}

export function checkNoSniff({ headers }: FetchedPage): Outcome {
  return headers.get('x-content-type-options') === 'nosniff'
    ? pass()
    : fail('X-Content-Type-Options is not nosniff', 'Send the header X-Content-Type-Options: nosniff.');
}

/** Google's registry has these in every browser's list: https://hstspreload.org says so of each. */
const PRELOADED = /\.(?:app|dev|page)$/;

export function checkHsts({ url, headers }: Pick<FetchedPage, 'url' | 'headers'>): Outcome {
  if (url.protocol !== 'https:') return skip('the page is not on https');
  const sent = headers.get('strict-transport-security') ?? '';
  if (/max-age=0*[1-9]/.test(sent)) return pass(sent);
  if (PRELOADED.test(url.hostname)) return pass('browsers know the whole domain as https only');
  if (url.hostname === 'localhost' || isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) {
    return skip('browsers keep it for names only');
  }
  return fail(
    'no Strict-Transport-Security: the first visit may go over http, where anybody in between can read along',
    'REQUIRE_WSS=true has the service send it. A page from elsewhere needs its own: Strict-Transport-Security: max-age=31536000.',
  );
}

/** Otherwise players would get yesterday's page, whose files are gone. */
export function checkFresh({ headers }: FetchedPage): Outcome {
  return isFresh(headers)
    ? pass(headers.get('cache-control') ?? '')
    : fail(
        `the page itself may be kept (Cache-Control: ${headers.get('cache-control') ?? 'none'})`,
        'Send Cache-Control: no-cache or no-store with index.html.',
      );
}

const isFresh = (headers: Headers): boolean =>
  /no-cache|no-store|max-age=0/.test(headers.get('cache-control') ?? '');

/** As long as a year, as all files carry a hash in their name. */
export async function checkAssets({ url, html }: FetchedPage, signal: AbortSignal): Promise<Outcome> {
  const names = [...html.matchAll(/(?:src|href)="([^"]*assets\/[^"]+)"/g)].map(([, name = '']) => name);
  if (names.length === 0)
    return fail('the page names no files under assets/', 'Serve what `npm run build` made.');
  for (const name of names) {
    const file = new URL(name, url);
    const { ok, status, headers, body } = await fetch(file, { signal });
    await body?.cancel();
    if (!ok)
      return fail(
        `status ${status} at ${file.pathname}`,
        'Upload the whole of dist/, files before index.html.',
      );
    const seconds = Number(/max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1] ?? 0);
    if (seconds < 2_592_000) {
      return fail(
        `${file.pathname} is not kept for long (Cache-Control: ${headers.get('cache-control') ?? 'none'})`,
        'Send Cache-Control: public, max-age=31536000, immutable with assets/.',
      );
    }
  }
  return pass(`${names.length} files`);
}

/** The page and this run mean the same service. */
export async function checkConfig(
  { url, html }: FetchedPage,
  service: URL,
  key: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const response = await fetch(new URL('config.json', url), { signal });
  const text = await response.text();
  if (!response.ok && response.status !== 404) throw new Error(`config.json: status ${response.status}`);
  if (response.ok && !isFresh(response.headers)) {
    return fail('config.json may be kept by browsers', 'Send Cache-Control: no-store with config.json.');
  }
  // An address that was built in wins over config.json, and the page's own policy names it.
  const builtIn = /connect-src 'self' (https?:\/\/[^\s;"]+)/.exec(html)?.[1];
  const {
    host,
    port,
    path,
    key: named,
    secure,
  } = resolveAddress(response.ok ? JSON.parse(text) : undefined, builtIn, url.href);
  const there = new URL(
    `${secure ? 'https' : 'http'}://${host}:${port}${builtIn === undefined ? path : service.pathname}`,
  );
  if (there.href === service.href && named === key) return pass(response.ok ? undefined : 'there is none');
  return fail(
    `the page uses the service ${there.href} with the key ${named}`,
    'Name the service in config.json: { "signaling": URL, "key": KEY }.',
  );
}
