/** What a WebRTC connection says about the way that it takes. */
import type { LinkPath } from '../network.ts';

/** The part of an `RTCStatsReport` that is read: browsers differ in the rest. */
export type Stats = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/**
 * The way of the pair of candidates that is in use. Null while none is, and while the peer's end is one that it has not
 * named yet (`prflx`): the message that names it may still be on its way through the service.
 *
 * @param isLate the peer has had the time to name its end
 */
export function pathOf(stats: Stats, isLate: boolean): Exclude<LinkPath, 'hidden'> | null {
  const pair = selectedPair(stats);
  const local = candidate(stats, pair?.['localCandidateId']);
  const remote = candidate(stats, pair?.['remoteCandidateId']);
  if (local === undefined || remote === undefined) return null;
  if (isRelay(local) || isRelay(remote)) return 'relayed';
  return remote['candidateType'] === 'prflx' && !isLate ? null : 'direct';
}

type Entry = Readonly<Record<string, unknown>>;

function selectedPair(stats: Stats): Entry | undefined {
  const all = [...stats.values()];
  const transport = all.find((entry) => entry['type'] === 'transport' && 'selectedCandidatePairId' in entry);
  if (transport !== undefined) return candidate(stats, transport['selectedCandidatePairId']);
  // Firefox has had no such transport for long, but a mark of its own.
  const pairs = all.filter((entry) => entry['type'] === 'candidate-pair');
  return (
    pairs.find((entry) => entry['selected'] === true) ??
    pairs.find((entry) => entry['nominated'] === true && entry['state'] === 'succeeded')
  );
}

function candidate(stats: Stats, id: unknown): Entry | undefined {
  return typeof id === 'string' ? stats.get(id) : undefined;
}

/** An own relayed candidate that the peer sees at another address than the relay has told is `prflx`, and says so. */
function isRelay(entry: Entry): boolean {
  return entry['candidateType'] === 'relay' || entry['relayProtocol'] !== undefined;
}
