import { type EffectiveProfile, type ProfileSources, profileOf } from './profiles.ts'
import { type Inherited, inheritedLabels, type LabelSpace } from './shapes.ts'

/** Profiles by name, and the labels that lists of them pass on, as far as selectors mention them. It stays as it is from index to
 * index while neither the objects behind the profiles nor the labels mentioned change. */
export class ProfileTable implements LabelSpace {
  readonly mentioned: ReadonlySet<string>
  private readonly sources: ProfileSources
  private readonly profiles = new Map<string, EffectiveProfile>()
  private readonly passedOn = new Map<string, Inherited>()

  constructor(sources: ProfileSources, mentioned: ReadonlySet<string>) {
    // The three maps alone: the rest of a cluster of before is not to be kept.
    const { namespaces, serviceAccounts, profiles } = sources
    this.sources = { namespaces, serviceAccounts, profiles }
    this.mentioned = mentioned
  }

  /** True when this table holds for these objects and labels too. */
  isOf({ namespaces, serviceAccounts, profiles }: ProfileSources, mentioned: ReadonlySet<string>): boolean {
    const own = this.sources
    return (
      mentioned === this.mentioned &&
      namespaces === own.namespaces &&
      serviceAccounts === own.serviceAccounts &&
      profiles === own.profiles
    )
  }

  /** A profile by name, made up where it is computed or missing. */
  profile(name: string): EffectiveProfile {
    const known = this.profiles.get(name)
    if (known !== undefined) return known
    const profile = profileOf(this.sources, name)
    this.profiles.set(name, profile)
    return profile
  }

  inherited(profiles: readonly string[]): Inherited {
    const key = profiles.join(' ')
    const known = this.passedOn.get(key)
    if (known !== undefined) return known
    const passed = inheritedLabels(
      profiles.map((name) => this.profile(name)),
      this.mentioned,
    )
    this.passedOn.set(key, passed)
    return passed
  }
}
