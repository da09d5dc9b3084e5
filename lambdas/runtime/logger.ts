import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from './log.ts';

/**
 * Powertools' Logger in the shape that Breakwater's code asks for. Service and level come from
 * `POWERTOOLS_SERVICE_NAME` and `POWERTOOLS_LOG_LEVEL`.
 */
export function powertoolsLog(): Log {
  const logger = new Logger();
  return {
    debug: (message, fields) => logger.debug(message, { ...fields }),
    info: (message, fields) => logger.info(message, { ...fields }),
    warn: (message, fields) => logger.warn(message, { ...fields }),
    error: (message, fields) => logger.error(message, { ...fields }),
  };
}
