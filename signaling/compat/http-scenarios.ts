import type { Scenario } from './scenario.ts';

/** The HTTP endpoints. */
export const httpScenarios: readonly Scenario[] = [
  {
    name: 'a random id',
    play: (stage) => stage.request('GET', '/peerjs/id?ts=17&version=1.5.5'),
  },
  {
    name: 'discovery on',
    play: async (stage) => {
      await stage.open('ann');
      await stage.open('bob');
      await stage.request('GET', '/peerjs/peers');
    },
  },
  {
    name: 'discovery off',
    variant: 'secretive',
    play: (stage) => stage.request('GET', '/peerjs/peers'),
  },
  {
    name: 'preflight of a page elsewhere',
    play: (stage) => stage.request('OPTIONS', '/peerjs/id'),
  },
  {
    name: 'wrong key over HTTP',
    play: (stage) => stage.request('GET', '/other/id'),
  },
];
