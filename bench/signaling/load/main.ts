/** The load generator: a process of its own that does what the bench asks, one thing at a time. */
import { check, type CheckOptions } from './check.ts';
import { Crowd, type CrowdOptions } from './crowd.ts';
import { Flow, type FlowOptions } from './flow.ts';
import { pace, type PaceOptions } from './pace.ts';

export type LoadCommand =
  | ({ readonly do: 'gather' } & CrowdOptions)
  | ({ readonly do: 'check' } & CheckOptions)
  | ({ readonly do: 'flow' } & FlowOptions)
  | { readonly do: 'count' }
  | { readonly do: 'stop' }
  | ({ readonly do: 'pace' } & PaceOptions)
  | { readonly do: 'close' };

/** The first is the one that speaks; those that came later only hold connections. */
const crowds: Crowd[] = [];
let flow: Flow | null = null;

async function carryOut(command: LoadCommand): Promise<unknown> {
  if (command.do === 'gather') {
    crowds.push(await Crowd.gather(command));
    return {};
  }
  const [crowd] = crowds;
  if (crowd === undefined) throw new Error('nobody is connected');
  switch (command.do) {
    case 'check':
      return check(crowd, command);
    case 'flow':
      flow = new Flow(crowd, command);
      return {};
    case 'count':
      return { messages: flow?.received ?? 0, atMs: performance.now() };
    case 'stop':
      return flow?.stop();
    case 'pace':
      return pace(crowd, command);
    case 'close':
      for (const one of crowds.splice(0)) one.close();
      return {};
  }
}

process.on('message', (command: LoadCommand) => {
  carryOut(command).then(
    (value) => process.send?.({ ok: true, value: value ?? {} }),
    (error: unknown) => process.send?.({ ok: false, problem: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
