"""Plans that live: safety plans and behaviour plans of a setting, intervention plans, places in a group."""
