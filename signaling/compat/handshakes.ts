import type { Scenario } from './scenario.ts';

/** How sockets open, close and come back. */
export const handshakeScenarios: readonly Scenario[] = [
  {
    name: 'open',
    play: async (stage) => void (await stage.open('ann')),
  },
  {
    name: 'taken: another token asks for an id that is online',
    play: async (stage) => {
      const holder = await stage.open('ann');
      const other = await stage.dial('other', { id: 'ann', token: 'another' });
      await other.closed;
      holder.send({ type: 'OFFER', dst: 'ann', payload: 'still here' });
    },
  },
  {
    name: 'return: the same id and token after a close',
    play: async (stage) => {
      await stage.close(await stage.open('ann'), 'ann');
      const back = await stage.dial('back', { id: 'ann', token: 'token-of-ann' });
      await back.next('OPEN');
    },
  },
  {
    name: 'return while open: the same id and token before the older socket closed',
    play: async (stage) => {
      await stage.open('ann');
      const back = await stage.dial('back', { id: 'ann', token: 'token-of-ann' });
      back.send({ type: 'OFFER', dst: 'ann', payload: 'to the newer one' });
    },
  },
  {
    name: 'freed: another token asks for an id after a close',
    play: async (stage) => {
      await stage.close(await stage.open('ann'), 'ann');
      const other = await stage.dial('other', { id: 'ann', token: 'another' });
      await other.next('OPEN');
    },
  },
  {
    name: 'close and reopen: what was sent in between arrives',
    play: async (stage) => {
      const ann = await stage.open('ann');
      const bob = await stage.open('bob');
      await stage.close(bob, 'bob');
      ann.send({ type: 'OFFER', dst: 'bob', payload: 1 });
      await ann.settle();
      const back = await stage.dial('bob again', { id: 'bob', token: 'token-of-bob' });
      await back.next('OFFER');
      back.send({ type: 'ANSWER', dst: 'ann', payload: 2 });
    },
  },
  {
    name: 'no LEAVE: the other peer hears nothing of a closed socket',
    play: async (stage) => {
      const ann = await stage.open('ann');
      const bob = await stage.open('bob');
      ann.send({ type: 'OFFER', dst: 'bob', payload: 1 });
      await bob.next('OFFER');
      await stage.close(bob, 'bob');
    },
  },
  {
    name: 'wrong key',
    play: async (stage) => {
      const peer = await stage.dial('ann', { id: 'ann', token: 't', key: 'other' });
      await peer.closed;
    },
  },
  ...(['id', 'token', 'key'] as const).map(
    (missing) =>
      ({
        name: `missing parameter: ${missing}`,
        play: async (stage) => {
          const peer = await stage.dial('ann', { id: 'ann', token: 't', [missing]: undefined });
          await peer.closed;
        },
      }) satisfies Scenario,
  ),
  {
    name: 'full: one client more than the limit, and one again after a close',
    variant: 'small',
    play: async (stage) => {
      const ann = await stage.open('ann');
      await stage.open('bob');
      await (
        await stage.dial('too many', { id: 'cy', token: 't' })
      ).closed;
      await (
        await stage.dial('taken', { id: 'bob', token: 'another' })
      ).closed;
      await stage.close(ann, 'ann');
      await stage.open('dee');
    },
  },
  {
    name: 'dead: a socket that answers nothing is closed',
    variant: 'impatient',
    play: async (stage) => {
      const peer = await stage.dial('ann', { id: 'ann', token: 't' }, { autoPong: false });
      await peer.closed;
    },
  },
  {
    name: 'quiet: a hidden page whose heartbeats are throttled still answers pings',
    variant: 'impatient',
    play: async (stage) => {
      const peer = await stage.open('ann');
      const fivePings = new Promise<void>((resolve) => {
        peer.socket.on('ping', () => {
          if (peer.pings >= 5) resolve();
        });
      });
      await Promise.race([peer.closed, fivePings]);
    },
  },
];
