import { DefaultFailureConverter } from '@temporalio/common';

/** Failure messages and stacks are encrypted like every other payload. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
