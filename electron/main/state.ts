/** What the desktop remembers between starts: the last workspaces and where the window was. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const schema = z.object({
  /** The newest first. */
  recent: z.array(z.string()).max(10).default([]),
  window: z
    .object({
      x: z.number().int(),
      y: z.number().int(),
      width: z.number().int().min(400),
      height: z.number().int().min(300),
      maximized: z.boolean(),
    })
    .nullable()
    .default(null),
});
export type DesktopState = z.output<typeof schema>;

export interface StateFile {
  get(): DesktopState;
  change(part: Partial<DesktopState>): void;
  opened(workspace: string): void;
}

/** A file that cannot be read is as good as none: it holds nothing that matters. */
export function stateFile(folder: string): StateFile {
  const path = join(folder, 'desktop.json');
  let state = load(path);
  const change = (part: Partial<DesktopState>): void => {
    state = { ...state, ...part };
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.new`, JSON.stringify(state));
    renameSync(`${path}.new`, path);
  };
  return {
    get: () => state,
    change,
    opened: (workspace) =>
      change({ recent: [workspace, ...state.recent.filter((file) => file !== workspace)].slice(0, 10) }),
  };
}

function load(path: string): DesktopState {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return schema.parse({});
  }
}

/** The person's own workspace that was open last and is still there: none of the files named, such as the sample data. */
export const ownWorkspace = (
  recent: readonly string[],
  not: readonly string[],
  exists: (f: string) => boolean = existsSync,
): string | null => recent.find((file) => !not.includes(file) && exists(file)) ?? null;

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The remembered place, if enough of the title bar is on one of today's screens to be grabbed. */
export function placeOnScreen(window: DesktopState['window'], screens: readonly Area[]): Partial<Area> {
  const size = { width: window?.width ?? 1360, height: window?.height ?? 860 };
  if (window === null) return size;
  const reachable = screens.some(
    (screen) =>
      window.x + 100 <= screen.x + screen.width &&
      window.x + window.width - 100 >= screen.x &&
      window.y >= screen.y &&
      window.y + 30 <= screen.y + screen.height,
  );
  return reachable ? { ...size, x: window.x, y: window.y } : size;
}

/** What to open: a file named by the system or the command line, else the last one that is still there, else null. */
export function chooseWorkspace(
  argv: readonly string[],
  recent: readonly string[],
  exists: (f: string) => boolean = existsSync,
): string | null {
  const named = argv.slice(1).find((argument) => !argument.startsWith('-') && argument.endsWith('.kaskad'));
  return named ?? recent.find((file) => exists(file)) ?? null;
}
