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
});
export type IceServers = v.InferOutput<typeof IceServers>;
