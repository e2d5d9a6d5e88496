/** What must not happen while a service runs: in its log, and in its process. */
import { createLog, type Logger } from '../log.ts';
import { SECRET } from './handshakes.ts';

/** A stack trace, a token, or a line above `warn` (pino: 40). */
const SUSPICIOUS = [/\\n\s+at /, /"stack"/, new RegExp(SECRET), /"level":[56]0/];

export class Watch {
  readonly log: Logger;
  /** Lines of the log, and errors that nobody caught. */
  readonly wrong: string[] = [];
  lines = 0;
  readonly #onRejection = (error: unknown): void => void this.wrong.push(`unhandled: ${String(error)}`);

  constructor() {
    const write = (line: string): void => {
      this.lines += 1;
      if (SUSPICIOUS.some((pattern) => pattern.test(line))) this.wrong.push(line);
    };
    this.log = createLog('trace', { destination: { write } });
    process.on('unhandledRejection', this.#onRejection);
  }

  end(): void {
    process.off('unhandledRejection', this.#onRejection);
  }
}
