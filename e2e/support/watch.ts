/** Sees what no page may do, in whatever story: in every tab of a context, also those opened later. */
import type { BrowserContext } from '@playwright/test';

interface Watcher {
  /** The origins that the pages may ask for something. */
  readonly allowed: ReadonlySet<string>;
  /** A line of a page's console. */
  said(line: string): void;
  /** A broken policy, a request to a third party, or an uncaught error. */
  wrong(line: string): void;
}

export async function watch(context: BrowserContext, { allowed, said, wrong }: Watcher): Promise<void> {
  context.on('console', (message) => said(`${message.type()}: ${message.text()}`));
  context.on('weberror', (error) => wrong(error.error().message));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && !allowed.has(origin)) wrong(`asked ${request.url()}`);
  });
  await context.exposeBinding('reportViolation', (_source, text: string) => wrong(text));
  await context.addInitScript(() => {
    window.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      Reflect.get(window, 'reportViolation')(`CSP ${violatedDirective}: ${blockedURI}`);
    });
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
}
