import { Agent } from 'node:http'
import { ApiClient } from '../../src/sources/live/api-client.ts'
import { calico, credentials, kubernetes } from '../fake-apiserver/resources.ts'
import { FakeApiServer } from '../fake-apiserver/server.ts'
import { serviceWithPod } from './cluster-objects.ts'
import { Forwarding } from './forwarding.ts'
import { GoldmaneMemory } from './goldmane-memory.ts'
import { FakeWhisker, type FakeWhiskerOptions } from './server.ts'

/** A fake cluster with a fake Whisker, reached through a port-forward of the fake API server. */
export class WhiskerCluster {
  readonly forwarding = new Forwarding()
  readonly memory = new GoldmaneMemory(Date.now())
  readonly server = new FakeApiServer({
    resources: [...kubernetes, ...credentials, ...calico.native],
    forwarding: this.forwarding,
  })
  readonly #whiskers: FakeWhisker[] = []

  /** `port` is that of the Service. */
  async start(port = 8081): Promise<void> {
    for (const [resource, object] of serviceWithPod('whisker', port)) this.server.store.put(resource, object)
    await this.server.start()
  }

  /** Let a Whisker answer at a port of the pod. */
  async whisker(port: number, options: Partial<FakeWhiskerOptions> = {}): Promise<FakeWhisker> {
    const whisker = new FakeWhisker({ memory: this.memory, base: '/whisker-backend', ...options })
    this.#whiskers.push(whisker)
    this.forwarding.targets.set(`calico-system/whisker-7d9f:${port}`, await whisker.start())
    return whisker
  }

  client(): ApiClient {
    return new ApiClient({
      server: new URL(this.server.url),
      credentials: {
        identity: async () => ({ headers: {}, tls: { rejectUnauthorized: true } }),
        rejected: () => false,
      },
      userAgent: 'test',
      agent: new Agent({ keepAlive: true }),
    })
  }

  async stop(): Promise<void> {
    await this.server.stop()
    for (const whisker of this.#whiskers) await whisker.stop()
  }
}
