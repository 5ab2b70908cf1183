/** The registration of the service worker, written by the build (vite-plugin-pwa). */
declare module 'virtual:pwa-register' {
  export interface RegisterOptions {
    readonly onNeedRefresh?: () => void;
    readonly onOfflineReady?: () => void;
  }
  /** Registers at once; what it gives back activates the waiting version and reloads. */
  export function registerSW(options: RegisterOptions): (reload?: boolean) => Promise<void>;
}
