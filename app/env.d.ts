/** The build's name: version and, where it is known, the commit. Set by `vite.config.ts`. */
declare const __BUILD__: string;

interface ImportMetaEnv {
  /** The signaling service's URL, for a client that is hosted elsewhere; it wins over `config.json`. */
  readonly VITE_SIGNALING_URL?: string;
}
