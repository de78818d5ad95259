/** Where secrets live: never in the workspace. The desktop keeps them through the system's keychain, other hosts in a file. */
export interface SecretVault {
  /** Stores a secret, returns the reference that the workspace keeps. */
  put(value: string): Promise<string>;
  /** Null when this computer does not have it (a workspace brought from another one). */
  get(reference: string): Promise<string | null>;
  remove(reference: string): Promise<void>;
}
