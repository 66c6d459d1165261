/** The constants of the biography writer. What a chapter takes follows from the provider's model. */
import { z } from 'zod';

export const biographiesSchema = z.strictObject({
  /** Biographies that are written at once; the rest wait in the queue. */
  workers: z.int().min(1).max(1000).default(4),
});
