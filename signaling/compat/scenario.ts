import type { Stage } from './stage.ts';
import type { VariantName } from './variants.ts';

/** Something that a PeerJS client can meet, played the same on the stock server and on ours. */
export interface Scenario {
  readonly name: string;
  /** `usual` unless given. */
  readonly variant?: VariantName;
  readonly play: (stage: Stage) => Promise<void>;
}
