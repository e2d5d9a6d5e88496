/** What every adapter of the realm port must do. Each adapter's test runs this whole suite. */
import { afterEach, beforeEach, describe } from 'vitest';
import { consentContract } from './contract/consent.ts';
import { idsContract } from './contract/ids.ts';
import { messagesContract } from './contract/messages.ts';
import { roomsContract } from './contract/rooms.ts';
import {
  EXPIRE_TIMEOUT_MS,
  type MakeSubject,
  RecordingHost,
  ROOM_TTL_MS,
  type Stage,
  type Subject,
} from './contract/subject.ts';

/** More than anything here waits for, on a busy machine. */
const TEST_TIMEOUT_MS = 20_000;

/** @param make an empty realm, for each test */
export function realmContract(name: string, make: MakeSubject): void {
  describe(`realm: ${name}`, { timeout: TEST_TIMEOUT_MS }, () => {
    let subject: Subject;
    let host: RecordingHost;
    beforeEach(async () => {
      host = new RecordingHost();
      subject = await make({ host, expireTimeoutMs: EXPIRE_TIMEOUT_MS, roomTtlMs: ROOM_TTL_MS });
    });
    afterEach(() => subject.close());

    const stage: Stage = {
      get here() {
        return subject.here;
      },
      get there() {
        return subject.there;
      },
      get host() {
        return host;
      },
    };
    idsContract(stage);
    messagesContract(stage);
    roomsContract(stage);
    consentContract(stage);
  });
}
