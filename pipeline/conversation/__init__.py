"""Who said what when: utterances, turns and pure measures over them."""
