import { listOrEmpty, optional, secret, variable, wholeNumber } from './variable.ts';

// RFC 7064 and RFC 7065.
const STUN = /^stuns?:[^\s,?]+$/;
const TURN = /^turns?:[^\s,?]+(?:\?transport=(?:udp|tcp))?$/;

/** What browsers are told of STUN and TURN. */
export const ICE = {
  STUN_URLS: variable(
    listOrEmpty((url) => STUN.test(url), 'must be a list like stun:host:port, divided by commas'),
    'stun:stun.l.google.com:19302',
    'STUN servers that browsers are told, divided by commas; empty for none.',
  ),
  TURN_URLS: variable(
    listOrEmpty(
      (url) => TURN.test(url),
      'must be a list like turn:host:port?transport=udp, divided by commas',
    ),
    '',
    'TURN servers that browsers are told, in any order, divided by commas.',
  ),
  TURN_SECRET: optional(
    secret(1),
    'The `static-auth-secret` of the TURN servers, from which credentials are made.',
  ),
  TURN_TTL_SECONDS: variable(wholeNumber(1, 604_800), '14400', 'How long TURN credentials are good.'),
};
