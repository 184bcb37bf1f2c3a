"""Question to cited, verified answer: plan, scope, gather, write, verify."""
