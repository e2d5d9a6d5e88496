/** TLS on the service's one port: the operator's files, and a server that shows plain HTTP the way. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';

/** Both in PEM; after the certificate may come those that vouch for it. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

export type ReadTls =
  | { readonly ok: true; readonly tls: Tls }
  /** One line that begins with the variable. */
  | { readonly ok: false; readonly problem: string };

/** Reads what `TLS_CERT` and `TLS_KEY` name, and sees whether the two belong together. */
export function readTls(certFile: string, keyFile: string): ReadTls {
  const said = { cert: JSON.stringify(certFile), key: JSON.stringify(keyFile) };
  const cert = attempt(() => readFileSync(certFile, 'utf8'));
  if (!cert.ok) return refuse(`TLS_CERT cannot be read: ${said.cert} (${cert.why})`);
  const key = attempt(() => readFileSync(keyFile, 'utf8'));
  if (!key.ok) return refuse(`TLS_KEY cannot be read: ${said.key} (${key.why})`);
  const certificate = attempt(() => new X509Certificate(cert.value));
  if (!certificate.ok) return refuse(`TLS_CERT is not a certificate in PEM: ${said.cert}`);
  const privateKey = attempt(() => createPrivateKey(key.value));
  if (!privateKey.ok) return refuse(`TLS_KEY is not a private key in PEM without a passphrase: ${said.key}`);
  if (!certificate.value.checkPrivateKey(privateKey.value)) {
    return refuse(`TLS_KEY is not the key of the certificate in TLS_CERT: ${said.key}`);
  }
  const tls = { cert: cert.value, key: key.value };
  // What else OpenSSL may have against them, for instance a key that is too short.
  const usable = attempt(() => createSecureContext(tls));
  return usable.ok ? { ok: true, tls } : refuse(`TLS_CERT cannot be used: ${said.cert} (${usable.why})`);
}

function refuse(problem: string): ReadTls {
  return { ok: false, problem };
}

type Attempt<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly why: string };

function attempt<Value>(get: () => Value): Attempt<Value> {
  try {
    return { ok: true, value: get() };
  } catch (error) {
    return { ok: false, why: error instanceof Error && 'code' in error ? String(error.code) : String(error) };
  }
}

/** The first byte of every TLS connection: a handshake record (RFC 8446, section 5.1). No HTTP method begins with it. */
const HANDSHAKE_RECORD = 22;

/** A connection that has not begun TLS by then, or that speaks plain HTTP, is cut off; so is one that does not finish, ms. */
const TLS_TIMEOUT_MS = 10_000;

interface TlsLimits extends ServerOptions {
  /** From the first byte to the end of the TLS handshake, ms. */
  readonly handshakeTimeout?: number;
}

/**
 * An HTTPS server that sends plain HTTP requests to the same address over to HTTPS: who types an address by hand
 * leaves the `https://` out, and would see an empty answer.
 *
 * @param limits what one client may take of it, over TLS and without
 */
export function createTlsServer(tls: Tls, limits: TlsLimits = {}): Server {
  const server = createHttpsServer({ handshakeTimeout: TLS_TIMEOUT_MS, ...limits, ...tls });
  const plain = createHttpServer(limits, sendToHttps);
  // Node's own listener takes every connection for TLS: it is to see those only that begin so.
  const beginTls = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const timer = setTimeout(() => socket.destroy(), TLS_TIMEOUT_MS);
    const cutOff = (): void => void socket.destroy();
    socket.on('close', () => clearTimeout(timer)).on('error', cutOff);
    socket.once('data', (first: Buffer) => {
      // Put back, for whoever reads from here on.
      socket.pause();
      socket.unshift(first);
      socket.off('error', cutOff);
      if (first[0] === HANDSHAKE_RECORD) {
        clearTimeout(timer);
        for (const listener of beginTls) listener.call(server, socket);
      } else {
        plain.emit('connection', socket);
        socket.resume();
      }
    });
  });
  return server;
}

const sendToHttps: RequestListener = ({ headers: { host = '' }, url = '' }, response) => {
  response.setHeader('connection', 'close');
  if (!/^[\w.:[\]-]+$/.test(host) || !url.startsWith('/')) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end('This port speaks HTTPS.\n');
    return;
  }
  // Not permanently: without HTTPS the same address may speak plain HTTP tomorrow.
  response.writeHead(307, { location: `https://${host}${url}`, 'cache-control': 'no-store' }).end();
};
