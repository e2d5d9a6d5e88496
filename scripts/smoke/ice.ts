/** The STUN and TURN servers that the service names: each is asked what a browser asks first. */
import type { IceServers } from '../../signaling/protocol/index.ts';
import { askAddress, askRelay, parseStunUrl, type StunServer } from '../../signaling/testing/stun.ts';
import { adviceOn, fail, type Outcome, pass, skip } from './check.ts';

interface Named extends StunServer {
  readonly url: string;
  readonly username: string;
  readonly credential: string;
}

function serversOf({ iceServers }: IceServers, kind: StunServer['kind']): Named[] {
  return iceServers.flatMap(({ urls, username = '', credential = '' }) =>
    [urls].flat().flatMap((url) => {
      const server = parseStunUrl(url);
      return server?.kind === kind ? [{ ...server, url, username, credential }] : [];
    }),
  );
}

const REACH =
  'See that the server runs, and that its firewall lets this port in (UDP, and TCP for transport=tcp and turns:).';

const OPEN = 'Set use-auth-secret and static-auth-secret in its configuration.';

function failureOf({ url }: Named, error: unknown): Outcome {
  const said = error instanceof Error ? error.message : String(error);
  const todo = said.includes('relays for everybody') ? OPEN : (adviceOn(said) ?? REACH);
  return fail(`${url}: ${said}`, todo);
}

/** Asks all at once, each within its time. Null: nothing is wrong with it. */
async function askAll(
  servers: readonly Named[],
  ask: (server: Named) => Promise<Outcome | null>,
): Promise<Outcome> {
  const found = await Promise.all(
    servers.map((server) => ask(server).catch((error: unknown) => failureOf(server, error))),
  );
  const failed = found.filter((outcome) => outcome?.type === 'fail');
  if (failed.length === 0) return pass(servers.map(({ url }) => url).join(', '));
  const todos = new Set(failed.map(({ todo }) => todo));
  return fail(failed.map(({ why }) => why).join('; '), [...todos].join(' '));
}

export async function checkStun(list: IceServers, timeoutMs: number): Promise<Outcome> {
  const servers = serversOf(list, 'stun');
  if (servers.length === 0) return skip('the service names no STUN servers (STUN_URLS)');
  return askAll(servers, async (server) => {
    await askAddress(server, timeoutMs);
    return null;
  });
}

export async function checkTurn(list: IceServers, timeoutMs: number): Promise<Outcome> {
  const servers = serversOf(list, 'turn');
  if (servers.length === 0) {
    return skip(
      'the service names no TURN servers (TURN_URLS): players behind strict firewalls cannot connect',
    );
  }
  return askAll(servers, async (server) => {
    const { url, username, credential } = server;
    const given = await askRelay(server, username, credential, timeoutMs);
    if (given !== 'allocated') {
      return fail(
        `${url} refuses the credentials of the service (${given})`,
        "TURN_SECRET and the TURN server's static-auth-secret must be the same, and its clock right.",
      );
    }
    // The end of what is good stands in the name: whoever moves it has made it up.
    const forged = await askRelay(server, `9${username}`, credential, timeoutMs);
    return forged === 'allocated' ? fail(`${url} relays for anybody`, OPEN) : null;
  });
}
