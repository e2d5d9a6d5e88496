/** Whether a server does what it is measured for. */
import { isDeepStrictEqual } from 'node:util';
import { at, type Crowd } from './crowd.ts';
import { offerTo } from './dialects.ts';
import { clientFrame, readTexts } from './frames.ts';

const TIMEOUT_MS = 5_000;

export interface CheckOptions {
  readonly bytes: number;
  /** Whether the server is to say who sent it. */
  readonly stamped: boolean;
}

/**
 * Sends one OFFER from the first client to the second and looks at what arrives.
 *
 * @throws when it is not what was sent
 */
export async function check(crowd: Crowd, { bytes, stamped }: CheckOptions): Promise<void> {
  const [from, to] = [at(crowd.clients, 0), at(crowd.clients, 1)];
  const { write, read } = crowd.speechOf(1);
  const offer = offerTo(to.id, bytes);
  const text = await new Promise<string>((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => reject(new Error('nothing arrives')), TIMEOUT_MS);
    to.onBytes = (chunk) => {
      received = Buffer.concat([received, chunk]);
      const [first] = readTexts(received).texts;
      if (first === undefined) return;
      clearTimeout(timer);
      to.onBytes = () => {};
      resolve(first);
    };
    from.write([clientFrame(write(offer))]);
  });
  const expected = stamped ? { ...offer, src: from.id } : offer;
  if (!isDeepStrictEqual(read(text), expected)) throw new Error(`not what was sent: ${text}`);
}
