/**
 * How one flow starts another: an event in the contact's own log, which the other flow's trigger listens for. `call` names
 * the waiting visit (`StepArgs.key`); with it the end of the started journey is told by a second event.
 */

/** Props: `flow` (id of the flow to start), `context` (what the caller hands over), `call` (only where somebody waits). */
export const flowStarted = 'flow.started';
/** Props: `call`, `flow`, `reason` (why the journey ended). */
export const flowEnded = 'flow.ended';
