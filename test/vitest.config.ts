import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Suites that start processes: real terminals, the packed tarball, the README's commands, servers. */
const slow = ['test/pty/**/*.test.{ts,tsx}', 'test/package/**/*.test.ts', 'test/live/**/*.test.ts']

export default defineConfig({
  test: {
    // Times of day on screen are those of the machine.
    env: { TZ: 'UTC' },
    projects: [
      {
        root,
        test: { name: 'quick', include: ['test/**/*.test.{ts,tsx}'], exclude: slow, testTimeout: 20_000 },
      },
      {
        root,
        test: {
          name: 'slow',
          include: slow,
          globalSetup: 'test/live/global-setup.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // Tests that say they may run at the same time do nothing but wait.
          maxConcurrency: 20,
        },
      },
    ],
  },
})
