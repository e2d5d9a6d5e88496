/** The load balancer of `compose.yaml`, for real: what a client meets of it, and what becomes of an instance that goes. */
import { afterEach, describe, expect, test } from 'vitest';
import { eventually } from '../../signaling/testing/eventually.ts';
import { dial, type RawPeer, type RawPeerOptions } from '../../signaling/testing/raw-peer.ts';
import { type Stage, startStage } from './stage.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function stage(settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const started = await startStage(settings);
  closing.push(() => started.stop());
  return started;
}

async function open(at: string, id: string, options?: RawPeerOptions): Promise<RawPeer> {
  const peer = await dial(at, { id, token: `secret-of-${id}` }, options);
  closing.push(() => peer.vanish());
  await peer.next('OPEN');
  return peer;
}

describe('two instances behind nginx', () => {
  test('take turns, whoever comes, and are one service', async () => {
    const { url, clients } = await stage();
    const peers: RawPeer[] = [];
    for (const id of ['ann', 'bob', 'cat', 'dan']) peers.push(await open(url, id));
    expect(await clients()).toEqual([2, 2]);
    const [ann, bob] = peers;
    ann?.send({ type: 'OFFER', dst: 'bob', payload: { connectionId: 'c', sdp: {} } });
    expect(await bob?.next('OFFER')).toMatchObject({ src: 'ann' });
    // And the page, with what protects it.
    const page = await fetch(url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('see the address of each client, and not one that it gives itself', async () => {
    const { url, instances, clients } = await stage();
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    const peers = [await open(url, 'ann', { headers }), await open(url, 'bob', { headers })];
    expect(await clients()).toEqual([1, 1]);
    for (const peer of peers) await peer.close();
    for (const { lines } of instances) {
      const closed = await eventually(() => {
        const line = lines.find((each) => each.includes('connection closed'));
        if (line === undefined) throw new Error('not logged yet');
        return line;
      });
      expect(JSON.parse(closed)).toMatchObject({ address: '127.0.0.1' });
    }
  });

  // Elsewhere there is one loopback address only.
  test.runIf(process.platform === 'linux')('count the limits of each address for itself', async () => {
    const { url } = await stage({ CONNECTIONS_PER_IP: '2' });
    const from = (localAddress: string, id: string) => open(url, id, { localAddress });
    await from('127.0.0.1', 'ann');
    await from('127.0.0.1', 'bob');
    await eventually(() => expect(from('127.0.0.1', 'cat')).rejects.toThrow('429'));
    await from('127.0.0.2', 'dan');
  });

  test('are asked without a word of tokens in any log, also when neither is there', async () => {
    const { url, nginx, instances } = await stage();
    const ann = await open(url, 'ann');
    await ann.close();
    for (const instance of instances) await instance.kill();
    await expect(open(url, 'bob')).rejects.toThrow('502');
    await eventually(async () => expect(await nginx.log()).toMatch(/"GET \/peerjs" 502 .*instance: /));
    const said = [await nginx.log(), ...instances.flatMap(({ lines }) => lines)].join('\n');
    expect(said).toContain('"GET /peerjs" 101');
    expect(said).not.toContain('secret-of-');
  });
});

test('without Redis, clients are served however often somebody asks whether all is well', async () => {
  const { url, redis } = await stage();
  await redis.stop();
  const ready = async () => (await fetch(`${url}/readyz`)).status;
  for (const _instance of [1, 2]) await eventually(async () => expect(await ready()).toBe(503));
  const asked = await Promise.all(Array.from({ length: 6 }, ready));
  expect(new Set(asked)).toEqual(new Set([503]));
  await open(url, 'ann');
});

describe('an instance that goes', () => {
  test('by being told to gets nobody new, while the other one takes all', async () => {
    const { url, instances, clients } = await stage({ DRAIN_TIMEOUT_MS: '60000' });
    const [first, second] = instances;
    const stays = await open(first.url, 'ann');
    // It never answers that it should go, so that the instance is still there.
    stays.socket.pause();
    const ended = first.terminate();
    await eventually(async () => expect((await fetch(`${first.url}/serving`)).status).toBe(503));
    for (const id of ['bob', 'cat', 'dan', 'eve']) await open(url, id);
    expect(await clients()).toEqual([1, 4]);
    expect((await fetch(`${url}/serving`)).status).toBe(200);
    await stays.vanish();
    expect(await ended).toMatchObject({ code: 0 });
    expect((await fetch(`${second.url}/serving`)).status).toBe(200);
  });

  test('without a word is not noticed by who comes next', async () => {
    const { url, instances, clients } = await stage();
    await instances[1].kill();
    for (const id of ['ann', 'bob', 'cat', 'dan']) await open(url, id);
    expect(await clients()).toEqual([4, 0]);
    expect((await fetch(`${url}/serving`)).status).toBe(200);
  });
});
