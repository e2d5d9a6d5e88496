/**
 * The golden transcripts in `docs/transcripts`: what two programs say to each other, to the letter. A change of the
 * protocol shows as a change of these files; `npx vitest run app/session -u` writes them anew.
 */
import { expect, test } from 'vitest';
import { link } from './hash.ts';
import { Duet, type Entry, type Name, NAMES, SHORTEST_WIN } from './simulator/duet.ts';
import type { Effect, SessionEvent } from './state.ts';

const SCENARIOS: Record<string, { title: string; play: () => readonly string[] }> = {
  'handshake-and-toss': {
    title: 'Greeting, commitments, reveals: ann plays X.',
    play: () => told(new Duet().open(), 0),
  },
  'toss-taken-up-again': {
    title: 'Both reload before the first ply. The same commitments, the same players, another game id.',
    play: () => {
      const before = new Duet().open();
      const [ann, bob] = NAMES.map((name) => before.state(name).toss.record);
      const secrets = { ann: '3c'.repeat(32), bob: '4d'.repeat(32) };
      return told(new Duet({ secrets, stored: { ann: ann ?? null, bob: bob ?? null } }).open(), 0);
    },
  },
  'win-by-moves': {
    title: 'The shortest game there is: X wins with its ninth move.',
    play: () => afterHandshake((duet) => duet.playAll(SHORTEST_WIN)),
  },
  'resignation-crosses-ply': {
    title:
      'ann resigns while the ply of bob is under way. Both have the ply in the log; the resignation stands.',
    play: () =>
      afterHandshake((duet) => {
        duet.playAll(SHORTEST_WIN.slice(0, 1));
        duet.act('bob', { type: 'play', move: SHORTEST_WIN[1] ?? Number.NaN });
        duet.act('ann', { type: 'resign' });
        duet.deliver();
      }),
  },
  'draw-offers-cross': {
    title: 'Both offer a draw at the same length of the log: that is an agreement.',
    play: () =>
      afterHandshake((duet) => {
        for (const name of NAMES) duet.act(name, { type: 'offer-draw' });
        duet.deliver();
      }),
  },
  'draw-declined': {
    title: 'bob declines; ann may offer again only after her next own move.',
    play: () =>
      afterHandshake((duet) => {
        duet.playAll(SHORTEST_WIN.slice(0, 1));
        duet.act('ann', { type: 'offer-draw' });
        duet.deliver();
        duet.act('bob', { type: 'decline-draw' });
        duet.deliver();
        duet.act('ann', { type: 'offer-draw' });
      }),
  },
  rematch: {
    title: 'After a resignation: a rematch, with the sides swapped and no toss. bob begins.',
    play: () =>
      afterHandshake((duet) => {
        duet.act('ann', { type: 'resign' });
        duet.deliver();
        duet.act('ann', { type: 'offer-rematch' });
        duet.deliver();
        duet.act('bob', { type: 'accept-rematch' });
        duet.deliver().play('bob', SHORTEST_WIN[0] ?? Number.NaN);
      }),
  },
  'version-mismatch': {
    title: 'bob speaks a later version. ann says which hers is, and hangs up after three seconds.',
    play: () => {
      const duet = new Duet();
      duet.feed('ann', { type: 'link-open', at: 0 });
      duet.inject('ann', { t: 'hello', protocol: 3, whatever: 'this version has' });
      return told(duet.advance(3_000, { cut: true }), 0, ['ann']);
    },
  },
  'illegal-move-refused': {
    title: 'bob answers with a move on another board than the forced one. The board of ann does not change.',
    play: () =>
      afterHandshake(
        (duet) => {
          duet.playAll(SHORTEST_WIN.slice(0, 1));
          const { id, head } = duet.state('ann').match ?? { id: '', head: '' };
          const ply = { t: 'ply', game: id, ply: 1, move: '40', head: link(head, 1, 36) };
          duet.inject('ann', { ...ply, seq: 3, ack: 3 });
        },
        ['ann'],
      ),
  },
  'lost-and-repeated': {
    title: 'A ply is lost twice: it is repeated after one second, and after two more.',
    play: () =>
      afterHandshake((duet) => {
        duet.act('ann', { type: 'play', move: SHORTEST_WIN[0] ?? Number.NaN });
        duet.lose('bob').advance(1_000, { cut: true });
        duet.advance(2_000);
      }),
  },
  bye: {
    title: 'ann leaves. She hangs up once her goodbye is acknowledged.',
    play: () =>
      afterHandshake((duet) => {
        duet.act('ann', { type: 'leave' });
        duet.deliver();
      }),
  },
  'page-loaded-again': {
    title: 'ann loads her page again while it is her turn, and plays on.',
    play: () =>
      afterHandshake((duet) => {
        duet.playAll(SHORTEST_WIN.slice(0, 2));
        duet.feed('ann', { type: 'page', state: 'closing', at: 0 });
        duet
          .deliver()
          .reload('ann')
          .open()
          .play('ann', SHORTEST_WIN[2] ?? Number.NaN);
      }),
  },
  'link-lost-under-a-ply': {
    title: 'The link is lost with a ply on it. It goes out again over the next one.',
    play: () =>
      afterHandshake((duet) => {
        duet.act('ann', { type: 'play', move: SHORTEST_WIN[0] ?? Number.NaN });
        duet.cut().open();
      }),
  },
  'claim-that-stands': {
    title: 'bob is away, and ann claims the win. He comes back, and has not moved.',
    play: () =>
      afterHandshake((duet) => {
        duet.playAll(SHORTEST_WIN.slice(0, 1)).cut();
        absent(duet);
        duet.act('ann', { type: 'claim', as: 'win' });
        duet.open();
      }),
  },
  'claim-beaten-by-a-move': {
    title: 'ann claims, but bob had moved in time: the game goes on.',
    play: () =>
      afterHandshake((duet) => {
        duet.playAll(SHORTEST_WIN.slice(0, 1));
        duet.act('bob', { type: 'play', move: SHORTEST_WIN[1] ?? Number.NaN });
        duet.cut();
        absent(duet);
        duet.act('ann', { type: 'claim', as: 'win' });
        duet.open();
      }),
  },
  'two-claims': {
    title: 'Each claims while the other seems to be away: no result, and the next game goes on from there.',
    play: () =>
      afterHandshake((duet) => {
        duet.playAll(SHORTEST_WIN.slice(0, 2)).cut();
        absent(duet);
        for (const name of NAMES) duet.act(name, { type: 'claim', as: 'win' });
        duet.open();
        duet.act('ann', { type: 'offer-rematch' });
        duet.deliver();
        duet.act('bob', { type: 'accept-rematch' });
        duet.deliver().play('ann', SHORTEST_WIN[2] ?? Number.NaN);
      }),
  },
  dispute: {
    title:
      'The storage of ann has lost all but her first ply. Both sides say so, and nothing is overwritten.',
    play: () =>
      afterHandshake((duet) => {
        duet.playAll(SHORTEST_WIN.slice(0, 5));
        duet.cut(['bob']).reload('ann', { forgotten: 4 }).open();
      }),
  },
};

test.each(Object.entries(SCENARIOS))('%s is not what the protocol says', async (name, { title, play }) => {
  const text = `${[title, '', ...play()].join('\n')}\n`;
  await expect(text).toMatchFileSnapshot(`../../docs/transcripts/${name}.txt`);
});

function afterHandshake(play: (duet: Duet) => void, names: readonly Name[] = NAMES): readonly string[] {
  const duet = new Duet().open();
  const from = duet.entries.length;
  play(duet);
  return ['(after the handshake)', ...told(duet, from, names)];
}

/** Long enough for a claim, without a link and awake all the time; the ticks of it are left out. */
function absent(duet: Duet): void {
  const from = duet.entries.length;
  duet.advance(60_000);
  duet.entries.splice(from);
}

function told(duet: Duet, from: number, names: readonly Name[] = NAMES): readonly string[] {
  const sent = new Set(duet.entries.flatMap((entry) => ('effect' in entry ? textOf(entry.effect) : [])));
  const lines = duet.entries
    .slice(from)
    .filter(({ who }) => names.includes(who))
    .flatMap((entry) => lineOf(entry, sent));
  return [...lines, '', ...names.map((name) => summary(duet, name))];
}

const textOf = (effect: Effect): string[] => (effect.type === 'send' ? [effect.text] : []);

function lineOf(entry: Entry, sent: ReadonlySet<string>): string[] {
  if ('page' in entry) return [`${entry.who} is back on a new page`];
  if ('event' in entry) return [`${entry.who} ${eventLine(entry.event, sent)}`];
  return [`${entry.who}   ${effectLine(entry.effect)}`];
}

function eventLine(event: SessionEvent, sent: ReadonlySet<string>): string {
  switch (event.type) {
    case 'frame': {
      const known = /"t":"([\w-]+)"(?:.*"seq":(\d+))?/.exec(event.text);
      const seq = known?.[2] === undefined ? '' : ` ${known[2]}`;
      return sent.has(event.text) ? `hears ${known?.[1]}${seq}` : `hears ${event.text}`;
    }
    case 'play':
      return `plays ${Math.trunc(event.move / 9)}${event.move % 9}`;
    case 'tick':
      return `wakes at ${event.at} ms`;
    case 'leave':
      return 'leaves';
    case 'page':
      return `page: ${event.state}`;
    case 'claim':
      return `claims a ${event.as}`;
    case 'link-open':
      return 'has a link';
    case 'link-closed':
      return 'has no link any more';
    default:
      return event.type;
  }
}

function effectLine(effect: Effect): string {
  switch (effect.type) {
    case 'send':
      return `sends ${effect.text}`;
    case 'store':
      return `stores session: sent ${effect.record.sent}, received ${effect.record.received}`;
    case 'store-toss':
      return `stores toss: ${effect.record.state}, theirs ${effect.record.theirs ?? 'unknown'}`;
    case 'notice':
      return `is told ${[effect.code, effect.rule, effect.refusal].filter(Boolean).join(', ')}`;
    case 'hang-up':
      return 'hangs up, and wants another link';
    case 'close':
      return 'hangs up for good';
  }
}

function summary(duet: Duet, name: Name): string {
  const { phase, game, ended } = duet.view(name);
  const head = duet.state(name).match?.head;
  const result = game?.result ? ` (${game.result.by}, winner ${game.result.winner ?? 'none'})` : '';
  const end = ended === null ? '' : ` ${JSON.stringify(ended)}`;
  if (game === null) return `${name}: ${phase}${end}`;
  return `${name}: ${phase}${result}${end}, game ${game.number} as ${game.me}, ${game.moves.length} plies, head ${head}`;
}
