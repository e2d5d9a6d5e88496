/** Whether the service on this machine serves: exit code 0, or 1. For containers that have no curl. */
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { type Config, readConfig } from './config/index.ts';

/** Docker gives it 5 s; a busy service is to be told from one that hangs, ms. */
const TIMEOUT_MS = 4000;

const read = readConfig(process.env);
if (read.ok) probe(read.config);
else giveUp(read.problem);

function probe({ port, healthPort, host, tls }: Config): void {
  const get = tls !== null && healthPort === null ? getHttps : getHttp;
  const request = get({
    host: host ?? '127.0.0.1',
    port: healthPort ?? port,
    path: '/serving',
    timeout: TIMEOUT_MS,
    // The certificate names what clients dial, and not this.
    rejectUnauthorized: false,
  });
  request.on('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
  request.on('error', ({ message }) => giveUp(message));
  request.on('response', (response) => {
    response.resume();
    if (response.statusCode !== 200) giveUp(`it answers ${response.statusCode}`);
  });
}

function giveUp(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}
