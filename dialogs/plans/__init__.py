"""Plans that live: safety plans, behaviour plans, intervention plans, referrals to a group."""
