"""Programs with recurrent cells."""


def lstm(tf, sequence):
    return tf.nn.dynamic_rnn(
        tf.nn.rnn_cell.BasicLSTMCell(4), sequence, dtype=tf.float32
    )


def lstm_with_lengths(tf, sequence, lengths):
    cell = tf.nn.rnn_cell.BasicLSTMCell(3, forget_bias=0.5, activation=tf.nn.relu)
    return tf.nn.dynamic_rnn(cell, sequence, lengths, dtype=tf.float32)


def lstm_with_everything(tf, sequence):
    cell = tf.nn.rnn_cell.LSTMCell(
        4, use_peepholes=True, cell_clip=0.8, num_proj=3, proj_clip=0.5
    )
    return tf.nn.dynamic_rnn(cell, sequence, dtype=tf.float32, scope="net")


def lstm_with_state_in_one(tf, sequence):
    cell = tf.nn.rnn_cell.LSTMCell(4, num_proj=2, state_is_tuple=False)
    return tf.nn.dynamic_rnn(cell, sequence, dtype=tf.float32)


def lstm_from_a_state(tf, known):
    cell = tf.nn.rnn_cell.LSTMCell(3, name="cell")
    state = tf.nn.rnn_cell.LSTMStateTuple(known[:, 0, 0], known[:, 1, 1])
    return tf.nn.dynamic_rnn(cell, known[:, :, 2], initial_state=state)


def simple(tf, sequence):
    return tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(4), sequence, dtype=tf.float32)


def gru(tf, sequence):
    return tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), sequence, dtype=tf.float32)


def time_major(tf, known):
    cell = tf.nn.rnn_cell.GRUCell(3)
    return tf.nn.dynamic_rnn(
        cell, known[0], [1, 3, 8, 0, 2, 7], dtype=tf.float32, time_major=True
    )


def several_layers(tf, known):
    cells = [tf.nn.rnn_cell.BasicLSTMCell(size) for size in (4, 3)]
    cell = tf.nn.rnn_cell.MultiRNNCell(cells)
    return tf.nn.dynamic_rnn(cell, known[:, :4, 0], [4, 3], dtype=tf.float32)


def several_layers_with_wrappers(tf, known):
    def cell(size):
        made = tf.nn.rnn_cell.GRUCell(size)
        return tf.nn.rnn_cell.DropoutWrapper(made, output_keep_prob=1.0)

    residual = tf.nn.rnn_cell.ResidualWrapper(cell(3))
    stacked = tf.nn.rnn_cell.MultiRNNCell([residual, cell(2)])
    state = stacked.zero_state(2, tf.float32)
    return tf.nn.dynamic_rnn(stacked, known[:, 0], initial_state=state)


def both_directions(tf, sequence):
    cells = [tf.nn.rnn_cell.LSTMCell(size) for size in (4, 3)]
    return tf.nn.bidirectional_dynamic_rnn(*cells, sequence, dtype=tf.float32)


def both_directions_with_lengths(tf, sequence, lengths):
    cells = [tf.nn.rnn_cell.GRUCell(2) for _ in range(2)]
    return tf.nn.bidirectional_dynamic_rnn(
        *cells, sequence, lengths, dtype=tf.float32, scope="encoder"
    )


def step_by_step(tf, known):
    cell = tf.nn.rnn_cell.BasicLSTMCell(4)
    return tf.nn.static_rnn(cell, [known[:, t, 0] for t in range(3)], dtype=tf.float32)


def step_by_step_with_lengths(tf, known):
    cell = tf.nn.rnn_cell.GRUCell(4)
    inputs = [known[:, t, 0] for t in range(3)]
    return tf.nn.static_rnn(cell, inputs, dtype=tf.float32, sequence_length=[1, 3])


def step_by_step_in_both_directions(tf, known):
    cells = [tf.nn.rnn_cell.GRUCell(2) for _ in range(2)]
    inputs = [known[:, t, 0] for t in range(3)]
    return tf.nn.static_bidirectional_rnn(*cells, inputs, dtype=tf.float32)


def step_by_step_in_both_directions_with_lengths(tf, known):
    cells = [tf.nn.rnn_cell.GRUCell(2) for _ in range(2)]
    inputs = [known[:, t, 0] for t in range(3)]
    return tf.nn.static_bidirectional_rnn(
        *cells, inputs, dtype=tf.float32, sequence_length=[2, 3]
    )


def one_cell_twice(tf, sequence, known):
    cell = tf.nn.rnn_cell.GRUCell(3)
    first, _ = tf.nn.dynamic_rnn(cell, sequence, dtype=tf.float32)
    second, _ = tf.nn.dynamic_rnn(cell, known[:, :, 0], dtype=tf.float32)
    return first, second


def cells_by_hand(tf, xb):
    cell = tf.nn.rnn_cell.BasicLSTMCell(4)
    state = cell.zero_state(tf.shape(xb)[0], tf.float32)
    with tf.variable_scope("decoder"):
        output, state = cell(xb, state)
        output, state = cell(output, state)
    return output, state


def a_cell_of_ones_own(tf, sequence):
    class Leaky(tf.nn.rnn_cell.RNNCell):
        @property
        def state_size(self):
            return 3

        @property
        def output_size(self):
            return 3

        def call(self, inputs, state):
            weight = tf.get_variable("weight", [3])
            with tf.variable_scope("inner"):
                bias = tf.get_variable("bias", [3])
            state = state * weight + inputs + bias
            return state, state

    return tf.nn.dynamic_rnn(Leaky(), sequence, dtype=tf.float32)


def a_cell_with_a_call_of_its_own(tf, sequence):
    class Scaled(tf.nn.rnn_cell.RNNCell):
        def __init__(self, size):
            self._size = size

        state_size = output_size = property(lambda self: self._size)

        def __call__(self, inputs, state, scope=None):
            with tf.variable_scope(scope or type(self).__name__):
                state = inputs * tf.get_variable("scale", [self._size]) + state
                return state, state

    return tf.nn.dynamic_rnn(Scaled(3), sequence, dtype=tf.float32)
