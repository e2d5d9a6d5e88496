/**
 * The content security policy of the page, for the service's header and for the page's own `<meta>`.
 *
 * `connect-src 'self'` covers the WebSocket of the same host too: so says CSP 3 ("scheme-part matches"), and so do
 * Chrome (since 70), Firefox, and Safari (since 15.5).
 */
const DIRECTIVES: readonly (readonly [name: string, ...sources: string[]])[] = [
  ['default-src', "'none'"],
  ['script-src', "'self'"],
  ['style-src', "'self'"],
  ['img-src', "'self'", 'data:'],
  ['font-src', "'self'"],
  ['connect-src', "'self'"],
  ['manifest-src', "'self'"],
  ['worker-src', "'self'"],
  ['base-uri', "'none'"],
  ['form-action', "'none'"],
  ['frame-ancestors', "'none'"],
];

/**
 * @param place browsers ignore `frame-ancestors` in a `<meta>` and complain about it
 * @param connect further origins that the page may reach, for instance `https://signal.example` and
 *   `wss://signal.example` when the service is not on the page's own host
 */
export function contentSecurityPolicy(place: 'header' | 'meta', connect: readonly string[] = []): string {
  return DIRECTIVES.filter(([name]) => place === 'header' || name !== 'frame-ancestors')
    .map((directive) => (directive[0] === 'connect-src' ? [...directive, ...connect] : directive))
    .map((directive) => directive.join(' '))
    .join('; ');
}
