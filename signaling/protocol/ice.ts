/** What `GET /{key}/ice` answers: the list that a browser's `RTCPeerConnection` takes. */
import * as v from 'valibot';

export const IceServers = v.object({
  iceServers: v.array(
    v.object({
      urls: v.union([v.string(), v.array(v.string())]),
      username: v.optional(v.string()),
      credential: v.optional(v.string()),
    }),
  ),
  /** How long the credentials are good, if there are any, s. */
  ttlSeconds: v.optional(v.pipe(v.number(), v.finite(), v.minValue(1))),
  /** Why there are none where the service has TURN servers, for instance `auth/expired`. */
  refused: v.optional(v.string()),
});
export type IceServers = v.InferOutput<typeof IceServers>;
