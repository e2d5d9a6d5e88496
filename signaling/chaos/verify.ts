/** What must hold again once a fault is over. */
import { expect, vi } from 'vitest';
import type { Client } from './client.ts';
import { ASK_MS, askerOf, type Instance, type Stage } from './stage.ts';

/** Everybody sees the same lobby again within this time, ms. */
export const HEALING_MS = 15_000;

/** Longest wait for a message between two clients on a service that is whole, ms. */
const PASSAGE_MS = 5_000;
const WAIT = { timeout: PASSAGE_MS, interval: 10 } as const;

/** Open sockets, and rooms with a member, of one instance: each is one line in the text of its metrics. */
const GAUGES = [
  'signaling_active_connections{kind="peerjs"}',
  'signaling_local_rooms{kind="peerjs"}',
] as const;

/** The instances have all that they need, everybody is back, sees everybody, and reaches everybody. */
export async function healed(stage: Stage): Promise<void> {
  await stage.within(HEALING_MS, 'the instances are ready, and everybody sees the same lobby', async () => {
    for (const instance of stage.instances) expect(await isReady(instance), instance.name).toBe(true);
    stage.assertOneLobby();
  });
  // One challenge to each, from the other half: far below what a client may send, however often it is repeated.
  const clients = [...stage.clients];
  const half = Math.ceil(clients.length / 2);
  const opposite = [...clients.slice(half), ...clients.slice(0, half)];
  const pairs = clients.map((to, at) => [opposite[at] ?? to, to] as const);
  await stage.within(
    HEALING_MS,
    'everybody is reached from the other half',
    () => allPass(stage, pairs),
    ASK_MS,
  );
}

/** Each client reaches each other one. */
export function everybodyReachesEverybody(stage: Stage): Promise<void> {
  const clients = [...stage.clients];
  return allPass(
    stage,
    clients.flatMap((from) => clients.map((to) => [from, to] as const)),
  );
}

/**
 * No id has two owners: asked on either instance, each client is found once, on its last connection, and the sockets
 * that it lost sight of were closed by the service.
 */
export async function nobodyIsTwice(stage: Stage): Promise<void> {
  const clients = [...stage.clients];
  for (const instance of stage.instances) {
    const asker = stage.add(askerOf(instance), instance);
    await stage.within(PASSAGE_MS, `${asker.id} is in`, () => expect(asker.isIn).toBe(true));
    await allPass(
      stage,
      clients.map((to) => [asker, to] as const),
    );
  }
  await stage.within(HEALING_MS, 'older sockets are closed', () => {
    const open = clients.flatMap(({ id, connections }) =>
      connections
        .slice(0, -1)
        .flatMap(({ number, closeCode }) => (closeCode === null ? [`${id} ${number}`] : [])),
    );
    expect(open).toEqual([]);
  });
}

/** From one to the other: a challenge and its reply, and an OFFER. */
async function allPass(stage: Stage, pairs: readonly (readonly [from: Client, to: Client])[]): Promise<void> {
  const passages = pairs.filter(([from, to]) => from !== to).map(([from, to]) => pass(stage, from, to));
  const failed = (await Promise.allSettled(passages)).flatMap((passage) =>
    passage.status === 'rejected' ? [String(passage.reason)] : [],
  );
  expect(failed, `${failed.length} of ${passages.length}`).toEqual([]);
}

/** Again, if either of the two lost its connection meanwhile: only who is there can be reached. */
async function pass({ ledger }: Stage, from: Client, to: Client): Promise<void> {
  for (;;) {
    await vi.waitFor(() => expect([from.isIn, to.isIn]).toEqual([true, true]), WAIT);
    const [sender, receiver] = [from.current, to.current];
    const haveMoved = (): void => expect([from.current, to.current]).not.toEqual([sender, receiver]);
    const name = ledger.newName();
    from.offer(to.id, name);
    const outcome = await from.challenge(to.id, name);
    const arrived = (): void => {
      expect(outcome).toBe('ACK');
      expect(ledger.deliveriesOf(name)).toEqual([[to.id, receiver?.number]]);
      expect([ledger.hasOffered(name), from.hasReply(name)], 'OFFER and answer').toEqual([true, true]);
    };
    try {
      return await vi.waitFor(arrived, WAIT);
    } catch (error) {
      await vi.waitFor(haveMoved, WAIT).catch(() => {
        throw new Error(`${from.id} does not reach ${to.id}`, { cause: error });
      });
    }
  }
}

/** When all clients leave, an instance counts nobody any more. */
export async function gaugesFall(stage: Stage): Promise<void> {
  for (const client of stage.clients) client.leave();
  for (const { name, process } of stage.instances) {
    await stage.within(HEALING_MS, `the gauges of ${name} fall to 0`, async () => {
      const lines = (await (await fetch(`${process.url}/metrics`)).text()).split('\n');
      const shown = GAUGES.map((gauge) => lines.find((line) => line.startsWith(gauge)));
      expect(shown).toEqual(GAUGES.map((gauge) => `${gauge} 0`));
    });
  }
}

export async function isReady({ process }: Instance): Promise<boolean> {
  return (await fetch(`${process.url}/readyz`)).status === 200;
}

/** Nobody lost a connection: what happened was no matter of theirs. */
export function nobodyReconnected(clients: Iterable<Client>): void {
  const reconnected = [...clients].filter(({ connections }) => connections.length > 1).map(({ id }) => id);
  expect(reconnected, 'clients that had to connect again').toEqual([]);
}
