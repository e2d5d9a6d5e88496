import type { Scenario } from './scenario.ts';

const PAYLOADS = {
  OFFER: { sdp: { type: 'offer', sdp: 'v=0\r\n' }, type: 'data', connectionId: 'dc_1', label: 'Zoë ✓' },
  ANSWER: { sdp: { type: 'answer', sdp: 'v=0\r\n' }, type: 'data', connectionId: 'dc_1' },
  CANDIDATE: {
    candidate: { candidate: 'candidate:1', sdpMLineIndex: 0 },
    type: 'data',
    connectionId: 'dc_1',
  },
  LEAVE: undefined,
};

/** How messages go from one peer to another. */
export const relayScenarios: readonly Scenario[] = [
  ...Object.entries(PAYLOADS).map(
    ([type, payload]) =>
      ({
        name: `relay of ${type}`,
        play: async (stage) => {
          const ann = await stage.open('ann');
          await stage.open('bob');
          ann.send({ type, dst: 'bob', payload });
        },
      }) satisfies Scenario,
  ),
  {
    name: 'forged sender: src is the one that sent it, and unknown fields are not passed on',
    play: async (stage) => {
      const ann = await stage.open('ann');
      await stage.open('bob');
      ann.send({ type: 'OFFER', src: 'cy', dst: 'bob', payload: 1, extra: true });
    },
  },
  {
    name: 'order: many messages of one sender',
    play: async (stage) => {
      const ann = await stage.open('ann');
      await stage.open('bob');
      for (let count = 0; count < 40; count += 1) ann.send({ type: 'CANDIDATE', dst: 'bob', payload: count });
    },
  },
  {
    name: 'to oneself',
    play: async (stage) => (await stage.open('ann')).send({ type: 'OFFER', dst: 'ann', payload: 1 }),
  },
  {
    name: 'absent peer: one EXPIRE for all that was sent to it',
    play: async (stage) => {
      const ann = await stage.open('ann');
      for (const type of ['OFFER', 'CANDIDATE', 'CANDIDATE']) ann.send({ type, dst: 'bob', payload: 1 });
      await ann.next('EXPIRE');
    },
  },
  {
    name: 'absent peers: one EXPIRE for each',
    play: async (stage) => {
      const ann = await stage.open('ann');
      ann.send({ type: 'OFFER', dst: 'bob', payload: 1 });
      ann.send({ type: 'OFFER', dst: 'cy', payload: 1 });
      await ann.next('EXPIRE');
      await ann.next('EXPIRE');
    },
  },
  {
    name: 'absent peer and absent sender: nobody is told',
    play: async (stage) => {
      const ann = await stage.open('ann');
      ann.send({ type: 'OFFER', dst: 'bob', payload: 1 });
      await ann.settle();
      await stage.close(ann, 'ann');
      // What cy waits for is sent later than ann's, so that ann's has expired too when it comes.
      const cy = await stage.open('cy');
      cy.send({ type: 'OFFER', dst: 'dee', payload: 1 });
      await cy.next('EXPIRE');
      await stage.open('bob');
    },
  },
  {
    name: 'late arrival: what waited comes in order, and does not expire',
    play: async (stage) => {
      const ann = await stage.open('ann');
      for (const type of ['OFFER', 'CANDIDATE', 'ANSWER']) ann.send({ type, dst: 'bob', payload: type });
      await ann.settle();
      const bob = await stage.open('bob');
      await bob.next('ANSWER');
      ann.send({ type: 'OFFER', dst: 'nobody', payload: 1 });
      await ann.next('EXPIRE');
    },
  },
  {
    name: 'LEAVE to an absent peer does not wait for it',
    play: async (stage) => {
      const ann = await stage.open('ann');
      ann.send({ type: 'LEAVE', dst: 'bob' });
      await ann.settle();
      await stage.open('bob');
    },
  },
  {
    name: 'HEARTBEAT has no answer',
    play: async (stage) => (await stage.open('ann')).send({ type: 'HEARTBEAT' }),
  },
];
