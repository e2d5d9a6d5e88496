import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { ServerNotice } from './protocol/index.ts';
import { eventually } from './testing/eventually.ts';
import type { RawPeer } from './testing/raw-peer.ts';
import { join, startService } from './testing/service.ts';

const MEMBERS = 400;
const COME_AND_GO = 200;
const PAUSE_MS = 10;

/** When a member heard of changes, by the id that changed. */
function hearingOf(peer: RawPeer): ReadonlyMap<string, number> {
  const heardAt = new Map<string, number>();
  peer.socket.on('message', (data: Buffer) => {
    const read = v.safeParse(ServerNotice, JSON.parse(data.toString()));
    if (!read.success || read.output.type !== 'PRESENCE') return;
    for (const [id, status] of read.output.payload.changes) {
      if (status !== null && id.startsWith('guest')) heardAt.set(id, performance.now());
    }
  });
  return heardAt;
}

test('in a crowd that comes and goes, every member is up to date within 1 s by at most 4 frames a second', async () => {
  const service = await startService({ presenceTickMs: 250, presenceGraceMs: 0, concurrentLimit: 2000 });
  const members: RawPeer[] = [];
  for (let index = 0; index < MEMBERS; index += 1) members.push(await join(service, `m${index}`));
  const heard = members.map(hearingOf);
  const framesBefore = members.map((member) => member.ofType('PRESENCE').length);
  const began = performance.now();
  const joinedAt = new Map<string, number>();
  for (let index = 0; index < COME_AND_GO; index += 1) {
    const id = `guest${index}`;
    const guest = await join(service, id);
    joinedAt.set(id, performance.now());
    // Stays for longer than a tick: who comes and goes within one is in no frame.
    void sleep(400).then(() => guest.vanish());
    await sleep(PAUSE_MS);
  }
  await eventually(() => expect(heard.every((heardAt) => heardAt.size === COME_AND_GO)).toBe(true));
  const seconds = (performance.now() - began) / 1000;
  const late = heard.flatMap((heardAt) => [...heardAt].map(([id, at]) => at - (joinedAt.get(id) ?? 0)));
  expect(Math.max(...late)).toBeLessThan(1000);
  const frames = members.map(
    (member, index) => member.ofType('PRESENCE').length - (framesBefore[index] ?? 0),
  );
  expect(Math.max(...frames)).toBeLessThanOrEqual(Math.ceil(4 * seconds) + 1);
}, 120_000);
