/** All procedures of the contract, over one open workspace. */
import { workspaceApi } from './api/workspace.ts';

export const procedures = { workspace: workspaceApi };
