import type { RawPeer } from '../testing/raw-peer.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** Ann does something odd, then shows whether both peers are still reached. */
function odd(name: string, act: (ann: RawPeer) => void): Scenario {
  return {
    name,
    play: async (stage: Stage) => {
      const ann = await stage.open('ann');
      const bob = await stage.open('bob');
      act(ann);
      await stage.settle();
      if (ann.closeCode !== null || bob.closeCode !== null) return;
      ann.send({ type: 'OFFER', dst: 'bob', payload: 'both work' });
    },
  };
}

/** What no PeerJS client sends. */
export const hostileScenarios: readonly Scenario[] = [
  odd('unknown type', (ann) => ann.send({ type: 'HELLO', dst: 'bob', payload: 1 })),
  ...['OPEN', 'ERROR', 'ID-TAKEN', 'EXPIRE'].map((type) =>
    odd(`server-only type from a client: ${type}`, (ann) =>
      ann.send({ type, dst: 'bob', payload: { msg: 'x' } }),
    ),
  ),
  ...Object.entries({
    'an empty frame': '',
    'not JSON': '{"type":"OFFER"',
    null: 'null',
    'a number': '17',
    'a text': '"OFFER"',
    'an array': '[{"type":"OFFER","dst":"bob"}]',
    'an empty object': '{}',
    'a type that is no text': '{"type":{"type":"OFFER"},"dst":"bob"}',
    'a type of the prototype': '{"type":"__proto__","dst":"bob"}',
  }).map(([what, text]) => odd(`malformed frame: ${what}`, (ann) => ann.sendText(text))),
  odd('malformed frame: random bytes', (ann) => ann.socket.send(Buffer.from([0, 255, 17, 128]))),
  odd('a message in a binary frame', (ann) =>
    ann.socket.send(Buffer.from(JSON.stringify({ type: 'OFFER', dst: 'bob', payload: 'binary' }))),
  ),
  odd('no destination', (ann) => ann.send({ type: 'OFFER', payload: 1 })),
  {
    name: 'a destination that cannot be an id',
    play: async (stage) => {
      const ann = await stage.open('ann');
      ann.send({ type: 'OFFER', dst: 'no such id!', payload: 1 });
      await ann.next('EXPIRE');
    },
  },
  {
    name: 'a destination that is no text',
    play: async (stage) => {
      const ann = await stage.open('ann');
      ann.send({ type: 'OFFER', dst: 17, payload: 1 });
      await ann.settle();
      ann.send({ type: 'OFFER', dst: 'bob', payload: 1 });
      await ann.find(({ src }) => src === 'bob');
    },
  },
  {
    name: 'LEAVE without a destination',
    play: async (stage) => {
      const ann = await stage.open('ann');
      ann.send({ type: 'LEAVE' });
      await ann.settle();
      const other = await stage.dial('other', { id: 'ann', token: 'another' });
      await other.next('OPEN');
    },
  },
  odd('a payload of 50,000 levels', (ann) => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    ann.sendText(`{"type":"OFFER","dst":"bob","payload":${deep}}`);
  }),
  odd('a message of 300,000 bytes', (ann) =>
    ann.send({ type: 'OFFER', dst: 'bob', payload: 'x'.repeat(300_000) }),
  ),
  {
    name: 'an id that PeerJS would not accept',
    play: async (stage) => void (await stage.dial('odd', { id: '<b>', token: 't' })),
  },
  {
    name: 'a token of 3,000 characters',
    play: async (stage) => void (await stage.dial('odd', { id: 'ann', token: 't'.repeat(3000) })),
  },
];
