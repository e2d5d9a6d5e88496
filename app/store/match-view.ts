/** What the screen sees of a run: derived from it, never kept. */
import type { LineStatus } from '../net/index.ts';
import { type Notice, type SessionState, type SessionView, viewOf } from '../session/index.ts';
import type { Connection, ConnectStep, Match, MatchNotice } from './match.ts';
import type { Run } from './match-run.ts';

/** Notices kept; a peer that causes more pushes its own older ones out. */
const NOTICES_MAX = 4;

/** @param now ms, on the clock of the session */
export function matchOf(run: Run, now: number): Match {
  const { peer, failure, notices, kept, line } = run;
  const session = viewOf(run.session);
  return {
    peer,
    failure,
    session,
    notices,
    kept,
    step: stepOf(run, session),
    connection: connectionOf(session, line?.status ?? null, now),
    path: line?.path ?? null,
    unrelayed: session.ended === null && line?.isUnrelayed === true,
    claimAt: claimAtOf(session, now),
  };
}

export function stageOf({ line }: Run): 'dialing' | 'checking' | 'open' {
  if (line?.status.phase === 'open') return 'open';
  return line?.status.phase === 'dialing' ? line.status.stage : 'dialing';
}

function stepOf(run: Run, { ended, game, phase }: SessionView): ConnectStep | null {
  if (ended !== null || game !== null) return null;
  const stage = stageOf(run);
  if (stage === 'dialing') return 'find';
  if (stage === 'checking') return 'connect';
  return phase === 'tossing' ? 'toss' : 'greet';
}

function connectionOf(
  { game, link, absence, ended }: SessionView,
  line: LineStatus | null,
  now: number,
): Connection {
  if (game === null) return { state: 'connecting' };
  if (link === 'open') return { state: 'playing' };
  if (link === 'quiet') return { state: 'shaky' };
  const said = absence?.why === 'closed' || absence?.why === 'left';
  const isGone = said || (absence !== null && now >= absence.mayClaimAt);
  const state = isGone ? 'gone' : 'reconnecting';
  if (line === null || line.phase === 'open') return { state, attempt: 1, retryAt: null };
  // After the end nobody tries any more.
  const retryAt = line.phase === 'waiting' && ended === null ? line.retryAt : null;
  return { state, attempt: line.attempt, retryAt };
}

function claimAtOf({ game, absence }: SessionView, now: number): number | null {
  if (game === null || game.result !== null || absence === null) return null;
  return Math.round(Date.now() + absence.mayClaimAt - now);
}

/** @param key tells it from every other one */
export function withNotice(
  notices: readonly MatchNotice[],
  { code, rule, refusal }: Notice,
  key: number,
): readonly MatchNotice[] {
  return [...notices, { key, code, detail: rule ?? refusal ?? null }].slice(-NOTICES_MAX);
}

/** Changes when a game begins or gets its result. */
export function chapterOf(session: SessionState): string {
  const { game } = viewOf(session);
  return game === null ? '' : `${game.id} ${game.result === null}`;
}
