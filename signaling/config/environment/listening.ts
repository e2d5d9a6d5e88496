import * as v from 'valibot';
import { Flag, matching, oneOf, optional, variable, wholeNumber } from './variable.ts';

const PORT = wholeNumber(0, 65_535);

/** Where the service is, and what it serves. */
export const LISTENING = {
  NODE_ENV: variable(
    oneOf(['production', 'development', 'test']),
    'production',
    'With `development`, `LOG_LEVEL` is `debug` unless set.',
  ),
  PORT: optional(PORT, 'Port to listen on; 0 takes a free one.'),
  WS_PORT: variable(PORT, '9000', 'Port to listen on when `PORT` is not set.'),
  HOST: optional(
    matching(/^[\w.:-]+$/, 'must be a host name or an address'),
    'Address or name to listen on; not set, every interface.',
  ),
  HEALTH_PORT: optional(PORT, 'A second port, plain HTTP, for health and metrics; 0 takes a free one.'),
  HTTPS: optional(
    Flag,
    'Whether to serve HTTPS; not set, when `TLS_CERT` is. `npm start` makes a certificate when none is given.',
  ),
  TLS_CERT: optional(v.string(), 'PEM file of the certificate, with its chain.'),
  TLS_KEY: optional(v.string(), 'PEM file of its private key.'),
  PEERJS_KEY: variable(
    matching(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"'),
    'peerjs',
    'The key of PeerJS clients, part of the HTTP paths.',
  ),
  PEERJS_PATH: variable(
    v.pipe(
      matching(/^(?:\/[\w.~-]+)*\/?$/, 'must be a path that begins with "/"'),
      v.transform((path) => (path.endsWith('/') ? path : `${path}/`)),
    ),
    '/',
    'Where the PeerJS endpoints begin.',
  ),
  ALLOW_DISCOVERY: variable(Flag, 'false', 'Whether `/{key}/peers` lists who is online.'),
  CLIENT_DIR: optional(
    v.string(),
    'Folder of the built client; not set, `dist` if it is there; empty, no client is served.',
  ),
};
